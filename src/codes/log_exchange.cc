#include "codes/log_exchange.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "codes/log_fields.h"
#include "codes/most_recipients.h"
#include "codes/reply_text.h"

namespace codes {
namespace {

using Event = std::optional<LogEvent>;

// Exchange 2013 and later; 2007 and 2010 have no network-message-id.
constexpr std::array<std::string_view, 14> kTracking = {
    "date-time",         "client-ip",           "client-hostname", "server-ip",
    "server-hostname",   "source-context",      "connector-id",    "source",
    "event-id",          "internal-message-id", "message-id",      "network-message-id",
    "recipient-address", "recipient-status"};
constexpr std::size_t kNetworkId = 11;
constexpr std::size_t kMostStatusBytes = 4096;  // no reply of a server is as long
constexpr std::array<std::string_view, 8> kProtocol = {
    "date-time",      "connector-id",    "session-id", "sequence-number",
    "local-endpoint", "remote-endpoint", "event",      "data"};

// "2026-11-22T01:02:03.456Z,"
bool begins_with_time(std::string_view line) {
  return line.size() > 24 && base::is_digit(line[0]) && line[10] == 'T' &&
         line.substr(0, 32).find("Z,") != line.npos;
}

// Where a field ends that began with a quote; one that is doubled belongs to it.
std::size_t end_of_quoted(std::string_view line, std::size_t at) {
  while ((at = line.find('"', at)) != line.npos && line.substr(at).starts_with("\"\"")) at += 2;
  return at;
}

// The field that begins at `at`, without the quotes around it; `at` is moved behind its comma.
std::string_view take_csv(std::string_view line, std::size_t& at) {
  const bool quoted = line[at] == '"';
  const std::size_t begin = quoted ? at + 1 : at;
  const std::size_t end =
      std::min(quoted ? end_of_quoted(line, begin) : line.find(',', begin), line.size());
  at = std::min(line.find(',', end), line.size() - 1) + 1;
  return line.substr(begin, end - begin);
}

bool is_reply(std::string_view text) {
  return text.size() >= 3 && (text[0] == '4' || text[0] == '5') && base::is_digit(text[1]) &&
         base::is_digit(text[2]);
}

// "[{LED=550 5.1.1 ...};{MSG=};{FQDN=mx.b.example};{IP=192.0.2.1};{LRT=...}]": the last error.
std::string_view last_error(std::string_view status) {
  constexpr std::string_view kMark = "LED=";
  const std::size_t at = find(status, kMark);
  if (at == status.npos) return {};
  const std::string_view error = status.substr(at + kMark.size());
  return error.substr(0, std::min(find(error, "};"), error.rfind('}')));
}

std::string_view error_of(std::string_view status) {
  const std::string_view error = last_error(status);
  if (!error.empty()) return error;
  return is_reply(status) ? status : std::string_view{};
}

std::string_view beginning_of(std::string_view status) {
  return status.substr(0, kMostStatusBytes);
}

// Up to the next semicolon, which is taken too.
std::string_view take_piece(std::string_view& list) {
  const std::size_t end = std::min(list.find(';'), list.size());
  const std::string_view piece = base::trim(list.substr(0, end));
  list.remove_prefix(std::min(end + 1, list.size()));
  return piece;
}

// "250 2.1.5 ok; fine;550 5.1.1 no" of two recipients: the words may have semicolons of their own,
// and those of the last recipient go to the end.
void split_statuses(std::string_view list, std::size_t recipients,
                    std::vector<std::string_view>& statuses) {
  constexpr std::size_t kBeginning = 64;  // shows whether a status begins
  statuses.clear();
  std::size_t begin = 0;
  for (std::size_t at = list.find(';'); at != list.npos; at = list.find(';', at + 1)) {
    if (statuses.size() + 1 >= recipients) break;
    const std::string_view behind = base::trim(list.substr(at + 1, kBeginning));
    if (!begins_reply(behind) && !behind.starts_with("[{")) continue;
    statuses.push_back(base::trim(beginning_of(list.substr(begin, at - begin))));
    begin = at + 1;
  }
  statuses.push_back(base::trim(beginning_of(list.substr(begin))));
}

std::size_t count_recipients(std::string_view list) {
  const auto parting = std::count(list.begin(), list.end(), ';');
  return static_cast<std::size_t>(parting) + (list.ends_with(';') ? 0 : 1);
}

std::optional<LogOutcome> outcome_of(std::string_view event) {
  if (event == "FAIL" || event == "BADMAIL" || event == "POISONMESSAGE") return LogOutcome::failed;
  if (event == "DEFER") return LogOutcome::deferred;
  if (event == "SEND" || event == "SENDEXTERNAL" || event == "DELIVER") {
    return LogOutcome::delivered;
  }
  return std::nullopt;
}

}  // namespace

void ExchangeReader::learn_columns(std::string_view names) {
  columns_.clear();
  for (std::string_view name : base::split(names, ',')) {
    if (columns_.size() < kMostColumns) columns_.emplace_back(base::trim(name));
  }
}

// Empty when there is no such column.
std::string_view ExchangeReader::field(std::string_view name) const {
  const auto in = [&](const auto& columns, std::size_t missing) -> std::string_view {
    const auto at = std::find(columns.begin(), columns.end(), name);
    if (at == columns.end()) return {};
    auto index = static_cast<std::size_t>(at - columns.begin());
    if (index > missing) --index;
    return index < count_ ? fields_[index] : std::string_view{};
  };
  constexpr std::size_t kNone = kMostColumns;
  if (!columns_.empty()) return in(columns_, kNone);
  if (count_ > kProtocol.size() + 1) {
    const bool has_no_id =
        count_ > kNetworkId && fields_[kNetworkId].find('@') != std::string_view::npos;
    return in(kTracking, has_no_id ? kNetworkId : kNone);
  }
  return in(kProtocol, kNone);
}

std::string_view ExchangeReader::unquoted(std::string_view field) {
  if (field.find("\"\"") == field.npos) return field;
  scratch_.clear();
  for (std::size_t i = 0; i < field.size(); ++i) {
    scratch_ += field[i];
    if (field[i] == '"' && i + 1 < field.size() && field[i + 1] == '"') ++i;
  }
  return scratch_;
}

Event ExchangeReader::tracked() {
  if (!outcome_of(field("event-id"))) return std::nullopt;
  recipients_ = field("recipient-address");
  told_ = 0;
  split_statuses(field("recipient-status"),
                 std::min(count_recipients(recipients_), kMostRecipients), statuses_);
  return next_recipient();
}

Event ExchangeReader::next_recipient() {
  const bool is_one_of_many = statuses_.size() > 1;
  const std::size_t index = is_one_of_many ? told_ : 0;
  const std::string_view status = index < statuses_.size() ? statuses_[index] : std::string_view{};
  ++told_;
  LogEvent event;
  event.system = LogSystem::exchange;
  event.outcome = *outcome_of(field("event-id"));
  event.time = field("date-time");
  event.recipient = take_piece(recipients_);
  event.text = error_of(status);
  const bool arrived = is_one_of_many && status.starts_with('2') && begins_reply(status);
  // A message that waits tells in another column why.
  if (event.text.empty() && !arrived) event.text = error_of(beginning_of(field("source-context")));
  if (arrived) event.outcome = LogOutcome::delivered;
  if (!event.text.empty() && event.outcome == LogOutcome::delivered)
    event.outcome = LogOutcome::failed;
  if (event.text.empty()) event.text = status;
  event.text = unquoted(event.text);
  event.remote = between(status, "FQDN=", "};");
  if (event.remote.empty() && field("source") == "SMTP") event.remote = field("server-hostname");
  if (event.remote.empty() && field("source") == "SMTP") event.remote = field("server-ip");
  return event;
}

Event ExchangeReader::read_on() {
  if (recipients_.empty() || told_ == kMostRecipients) return std::nullopt;
  return next_recipient();
}

bool ExchangeReader::leaves_recipients_out() const {
  return !recipients_.empty() && told_ == kMostRecipients;
}

Event ExchangeReader::spoken() const {
  const std::string_view data = field("data");
  const std::string_view direction = field("event");
  if ((direction != "<" && direction != ">") || !is_reply(data)) return std::nullopt;
  const std::string_view remote = field("remote-endpoint");
  LogEvent event;
  event.system = LogSystem::exchange;
  event.time = field("date-time");
  event.text = data;
  event.remote = remote.substr(0, remote.rfind(':'));
  event.outcome = direction == ">" ? LogOutcome::refused
                  : data[0] == '4' ? LogOutcome::deferred
                                   : LogOutcome::failed;
  return event;
}

Event ExchangeReader::read(std::string_view line) {
  constexpr std::string_view kFields = "#Fields:";
  recipients_ = {};
  told_ = 0;
  if (line.starts_with(kFields)) learn_columns(line.substr(kFields.size()));
  if (!begins_with_time(line)) return std::nullopt;
  count_ = 0;
  for (std::size_t at = 0; at < line.size() && count_ < kMostColumns;) {
    fields_[count_++] = take_csv(line, at);
  }
  if (auto event = tracked()) return event;
  return spoken();
}

}  // namespace codes
