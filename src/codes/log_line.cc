#include "codes/log_line.h"

#include <array>

#include "base/ascii.h"
#include "base/text.h"
#include "codes/forwarded.h"
#include "codes/json_log.h"
#include "codes/log_exim.h"
#include "codes/log_fields.h"
#include "codes/log_postfix.h"
#include "codes/plain_text.h"

namespace codes {
namespace {

using Event = std::optional<LogEvent>;

// ---- sendmail ----

// "relay=mx.b.example. [192.0.2.1]"
std::string_view relay_of(std::string_view line) {
  const std::string_view relay = between(line, "relay=", " [,");
  return relay.substr(0, relay.size() - (relay.ends_with('.') ? 1 : 0));
}

Event read_sendmail(std::string_view line) {
  LogEvent event;
  event.system = LogSystem::sendmail;
  event.time = time_of(line);
  const std::size_t reject = find(line, "reject=");
  if (reject != line.npos && find(line, "ruleset=") != line.npos) {
    event.outcome = LogOutcome::refused;
    event.text = line.substr(reject + 7);
    event.remote = relay_of(line);
    event.recipient = between(line, "arg1=<", ">");
    return event;
  }
  const std::size_t stat = find(line, " stat=");
  if (stat == line.npos || find(line, " to=") == line.npos) return std::nullopt;
  if (find(line, "result=\"") != line.npos) return std::nullopt;  // OpenSMTPD
  event.text = line.substr(stat + 6);
  event.recipient = base::trim(between(line, " to=", ","));
  if (event.recipient.starts_with('<')) event.recipient = between(event.recipient, "<", ">");
  event.remote = relay_of(line);
  event.status = between(line, "dsn=", ", ");
  const std::string_view reply = between(line, "reply=", ",");
  event.outcome = event.text.starts_with("Sent")       ? LogOutcome::delivered
                  : event.text.starts_with("Deferred") ? LogOutcome::deferred
                                                       : LogOutcome::failed;
  if (!reply.empty()) event.text = reply;
  return event;
}

// ---- OpenSMTPD ----

// smtp failed-command command="RCPT TO:<a@b>" result="550 Invalid recipient: <a@b>"
Event read_opensmtpd_refusal(std::string_view line) {
  if (find(line, " failed-command ") == line.npos) return std::nullopt;
  LogEvent event;
  event.system = LogSystem::opensmtpd;
  event.time = time_of(line);
  event.outcome = LogOutcome::refused;
  event.text = between(line, "result=\"", "\"");
  event.recipient = between(line, "command=\"RCPT TO:<", ">");
  return event;
}

Event read_opensmtpd(std::string_view line) {
  const std::string_view result = between(line, "result=\"", "\"");
  const std::size_t stat = find(line, "stat=\"");
  if (result.empty()) return std::nullopt;
  if (stat == line.npos) return read_opensmtpd_refusal(line);
  LogEvent event;
  event.system = LogSystem::opensmtpd;
  event.time = time_of(line);
  event.outcome = result == "Ok"         ? LogOutcome::delivered
                  : result == "TempFail" ? LogOutcome::deferred
                                         : LogOutcome::failed;
  event.text = line.substr(stat + 6);
  event.text = event.text.substr(0, event.text.rfind('"'));
  event.recipient = between(line, " to=<", ">");
  event.remote = between(line, "relay=\"", "\"");
  const std::size_t host = event.remote.find('(');
  if (host != event.remote.npos) event.remote = between(event.remote, "(", ")");
  return event;
}

// ---- Haraka ----

Event read_haraka(std::string_view line) {
  if (find(line, "[outbound]") == line.npos && find(line, "[core]") == line.npos) {
    return std::nullopt;
  }
  struct Word {
    std::string_view text;
    LogOutcome outcome;
  };
  static constexpr std::array<Word, 4> kWords = {{{"deferred: ", LogOutcome::deferred},
                                                  {"bounced: ", LogOutcome::failed},
                                                  {"delivered: ", LogOutcome::delivered},
                                                  {"delivered ", LogOutcome::delivered}}};
  for (const Word& each : kWords) {
    const std::size_t at = find(line, each.text);
    if (at == line.npos) continue;
    LogEvent event;
    event.system = LogSystem::haraka;
    event.outcome = each.outcome;
    event.time = time_of(line);
    event.text = line.substr(at + each.text.size());
    event.recipient = between(line.substr(0, at), "<", ">");
    event.remote = between(line, "host=\"", "\"");
    return event;
  }
  return std::nullopt;
}

bool has_escape(std::string_view text) {
  return memchr(text.data(), '\x1b', text.size()) != nullptr;
}

// The length of what containers put ahead of a line: "mail-1  | " of docker compose,
// "2026-11-22T01:02:03.4Z stdout F " of Kubernetes; else 0.
std::size_t prefix_of_container(std::string_view line) {
  constexpr std::size_t kLongestPrefix = 60;
  constexpr std::size_t kStream = 10;  // " stdout F "
  const std::string_view head = line.substr(0, kLongestPrefix);
  const std::size_t bar = head.find('|');
  if (bar != head.npos && bar > 0 && head[bar - 1] == ' ' &&
      head.substr(bar + 1).starts_with(' ')) {
    return bar + 2;
  }
  if (head.size() < kLongestPrefix || head[10] != 'T') return 0;
  const std::size_t stream = std::min(find(head, " stdout F "), find(head, " stderr F "));
  return stream == head.npos ? 0 : stream + kStream;
}

}  // namespace

std::string_view name(LogSystem system) {
  constexpr std::array<std::string_view, 7> kNames = {"postfix",  "exim",   "sendmail", "opensmtpd",
                                                      "exchange", "haraka", "qmail"};
  return kNames[static_cast<std::size_t>(system)];
}

std::string_view name(LogOutcome outcome) {
  constexpr std::array<std::string_view, 4> kNames = {"delivered", "deferred", "failed", "refused"};
  return kNames[static_cast<std::size_t>(outcome)];
}

// "delivery 3: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_no/"
Event LogReader::read_qmail(std::string_view line) {
  const std::size_t at = find(line, "delivery ");
  if (at == line.npos) return std::nullopt;
  const std::string_view rest = line.substr(at + 9);
  const std::size_t colon = find(rest, ": ");
  if (colon == rest.npos || colon == 0 || !base::is_digit(rest[0])) return std::nullopt;
  const std::string_view tail = rest.substr(colon + 2);
  const std::size_t end = find(tail, ": ");
  if (end == tail.npos) return std::nullopt;
  const std::string_view word = tail.substr(0, end);
  if (word != "success" && word != "failure" && word != "deferral") return std::nullopt;
  scratch_ = tail.substr(end + 2);
  for (char& c : scratch_) {
    if (c == '_' || c == '/') c = ' ';
  }
  LogEvent event;
  event.system = LogSystem::qmail;
  event.outcome = word == "success"   ? LogOutcome::delivered
                  : word == "failure" ? LogOutcome::failed
                                      : LogOutcome::deferred;
  event.time = time_of(line);
  event.text = scratch_;
  return event;
}

Event LogReader::read_bare(std::string_view line) {
  const auto read_as = [&](LogSystem system) -> Event {
    switch (system) {
      case LogSystem::postfix:
        return read_postfix(line);
      case LogSystem::exim:
        return read_exim(line);
      case LogSystem::sendmail:
        return read_sendmail(line);
      case LogSystem::opensmtpd:
        return read_opensmtpd(line);
      case LogSystem::exchange:
        return exchange_.read(line);
      case LogSystem::haraka:
        return read_haraka(line);
      case LogSystem::qmail:
        return read_qmail(line);
    }
    return std::nullopt;
  };
  if (auto event = read_as(last_)) return event;
  // The commonest lines of a Postfix log tell nothing; no other reader needs to look at them.
  is_idle_ = last_ == LogSystem::postfix && !postfix_daemon(line).empty();
  if (is_idle_) return std::nullopt;
  for (int i = 0; i <= static_cast<int>(LogSystem::qmail); ++i) {
    const auto system = static_cast<LogSystem>(i);
    if (system == last_) continue;
    if (auto event = read_as(system)) {
      last_ = system;
      return event;
    }
  }
  return std::nullopt;
}

Event LogReader::read(std::string_view line) {
  if (line.starts_with('>')) line = without_quote_marks(line);
  if (line.starts_with('{')) {
    bare_ = line_in_json(line);
    return read_bare(bare_);
  }
  is_idle_ = false;
  auto event = read_bare(line);
  // A search through each line would cost a log of gigabytes a tenth of its time.
  constexpr std::size_t kEarlyColour = 64;
  if (has_escape(event ? line : line.substr(0, kEarlyColour))) {
    bare_ = plain_text(line);
    return read_bare(bare_);
  }
  if (event || is_idle_) return event;
  const std::size_t prefix = prefix_of_container(line);
  return prefix == 0 ? std::nullopt : read_bare(line.substr(prefix));
}

Event LogReader::read_on() {
  return last_ == LogSystem::exchange ? exchange_.read_on() : std::nullopt;
}

bool LogReader::leaves_recipients_out() const {
  return last_ == LogSystem::exchange && exchange_.leaves_recipients_out();
}

}  // namespace codes
