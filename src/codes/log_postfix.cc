#include "codes/log_postfix.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "codes/log_fields.h"

namespace codes {
namespace {

using Event = std::optional<LogEvent>;

constexpr std::size_t kLongestHead = 100;  // "Nov 22 01:02:03 host postfix/submission/smtpd[123]: "

std::optional<LogOutcome> postfix_outcome(std::string_view word) {
  struct Word {
    std::string_view text;
    LogOutcome outcome;
  };
  static constexpr std::array<Word, 7> kWords = {{{"sent", LogOutcome::delivered},
                                                  {"deferred", LogOutcome::deferred},
                                                  {"bounced", LogOutcome::failed},
                                                  {"SOFTBOUNCE", LogOutcome::deferred},
                                                  {"expired", LogOutcome::failed},
                                                  {"undeliverable", LogOutcome::failed},
                                                  {"deliverable", LogOutcome::delivered}}};
  for (const Word& each : kWords) {
    if (each.text == word) return each.outcome;
  }
  return std::nullopt;
}

// What stands behind the client: "host[192.0.2.1]: ..." of smtpd, and of postscreen
// "[192.0.2.1]:1234: ...".
std::string_view behind_client(std::string_view client) {
  const std::size_t close = find(client, "]:");
  if (close == client.npos) return {};
  std::string_view rest = client.substr(close + 2);
  const std::size_t port = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (port > 0 && rest.substr(port).starts_with(':')) rest.remove_prefix(port + 1);
  return rest.starts_with(' ') ? rest.substr(1) : std::string_view();
}

// "host" of "host[192.0.2.1]"; of a client without a name its address.
std::string_view client_name(std::string_view client) {
  const std::string_view name = client.substr(0, client.find_first_of("[ :;"));
  return name.empty() || name == "unknown" ? between(client, "[", "]") : name;
}

Event read_postfix_refusal(std::string_view line, std::size_t at) {
  const std::string_view rest = line.substr(at);
  LogEvent event;
  event.outcome = LogOutcome::refused;
  event.time = time_of(line);
  const std::size_t from = find(rest, " from ");
  if (from == rest.npos) return std::nullopt;
  const std::string_view peer = rest.substr(from + 6);
  event.remote = client_name(peer);
  event.text = behind_client(peer);
  if (event.text.empty()) return std::nullopt;
  event.text = event.text.substr(0, std::min(find(event.text, "; from=<"), event.text.size()));
  event.recipient = between(peer, " to=<", ">");
  return event;
}

// cleanup[5]: 4AC6: reject: header Subject: win from unknown[192.0.2.9]; from=<a@b.example>
// to=<c@d.example> proto=ESMTP helo=<x>: 5.7.1 message content rejected
bool is_content_refusal(std::string_view reject) {
  constexpr std::array<std::string_view, 3> kParts = {"header ", "body ", "content "};
  const std::string_view part = after(reject, std::string_view("reject: ").size());
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view each) { return part.starts_with(each); });
}

// The content may have these marks too: those behind it are Postfix's.
Event read_content_refusal(std::string_view line, std::size_t at) {
  const std::string_view rest = line.substr(at);
  const std::size_t sender = rest.rfind("; from=<");
  if (sender == rest.npos) return std::nullopt;
  const std::size_t client = rest.substr(0, sender).rfind(" from ");
  const std::string_view fields = rest.substr(sender);
  const std::size_t words = find(fields, ">: ");
  if (client == rest.npos || words == fields.npos) return std::nullopt;
  LogEvent event;
  event.outcome = LogOutcome::refused;
  event.time = time_of(line);
  event.remote = client_name(rest.substr(client + 6, sender - client - 6));
  event.recipient = between(fields.substr(0, words + 1), " to=<", ">");
  event.text = fields.substr(words + 3);
  return event;
}

// Most lines of a log are of daemons that never tell an outcome: not worth a search.
bool never_tells(std::string_view daemon) {
  return daemon == "anvil" || daemon == "pickup" || daemon == "scache";
}

// qmgr[9]: 4F1: from=<a@b.example>, status=expired, returned to sender
Event read_postfix_expiry(std::string_view line) {
  const std::size_t status = find(line, "status=expired");
  if (status == line.npos) return std::nullopt;
  LogEvent event;
  event.outcome = LogOutcome::failed;
  event.time = time_of(line);
  event.text = line.substr(status + 7);
  return event;
}

// smtpd[7]: warning: host[192.0.2.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6
Event read_postfix_login(std::string_view line) {
  const std::size_t warning = find(line.substr(0, kLongestHead), "]: warning: ");
  if (warning == line.npos) return std::nullopt;
  const std::size_t sasl = find(line, "]: SASL ");
  if (sasl == line.npos || sasl < warning) return std::nullopt;
  LogEvent event;
  event.outcome = LogOutcome::refused;
  event.time = time_of(line);
  event.text = line.substr(sasl + 3);
  event.remote = client_name(line.substr(warning + 12));
  return event;
}

Event read_smtpd(std::string_view line) {
  const std::size_t reject = find(line, "reject: ");
  if (reject == line.npos) return read_postfix_login(line);
  return is_content_refusal(line.substr(reject)) ? read_content_refusal(line, reject)
                                                 : read_postfix_refusal(line, reject);
}

// Where nothing took the connection the words name who should have.
std::string_view relay_of(std::string_view fields, std::string_view text) {
  const std::string_view relay = between(fields, "relay=", "[,");
  return relay == "none" ? between(text, "connect to ", "[ :") : relay;
}

}  // namespace

std::string_view postfix_daemon(std::string_view line) {
  const std::string_view head = line.substr(0, kLongestHead);
  const std::size_t at = find(head, "postfix/");
  return at == head.npos ? std::string_view{} : head.substr(at + 8, head.find('[', at) - at - 8);
}

std::optional<LogEvent> read_postfix(std::string_view line) {
  const std::string_view daemon = postfix_daemon(line);
  if (never_tells(daemon)) return std::nullopt;
  if (daemon == "qmgr") return read_postfix_expiry(line);
  if (daemon == "cleanup" || daemon.ends_with("smtpd")) return read_smtpd(line);
  // Behind "dsn=", where there is one: anybody may be called <status=x@b.example>.
  const std::size_t dsn = find(line, ", dsn=");
  const std::size_t from = dsn == line.npos ? 0 : dsn;
  std::size_t status = find(line.substr(from), "status=");
  if (status != line.npos) status += from;
  if (status == line.npos) {
    const std::size_t reject = find(line, "reject: ");
    if (reject == line.npos || daemon.empty()) return std::nullopt;
    return read_postfix_refusal(line, reject);
  }
  const std::string_view rest = line.substr(status + 7);
  const std::size_t end = std::min(rest.find_first_of(" ("), rest.size());
  const auto outcome = postfix_outcome(rest.substr(0, end));
  const std::string_view head = line.substr(0, status);
  const std::size_t to = find(head, " to=<");
  if (!outcome || to == head.npos) return std::nullopt;
  LogEvent event;
  event.outcome = *outcome;
  event.time = time_of(line);
  const std::string_view fields = head.substr(to + 5);
  event.recipient = fields.substr(0, fields.find('>'));
  event.status = between(fields, "dsn=", ", ");
  event.text = in_brackets(after(rest, end));
  event.remote = relay_of(fields, event.text);
  return event;
}

}  // namespace codes
