#include "codes/log_line.h"

#include <array>

#include "base/ascii.h"
#include "base/text.h"
#include "codes/log_fields.h"

namespace codes {
namespace {

using Event = std::optional<LogEvent>;

// ---- Postfix ----

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

Event read_postfix_refusal(std::string_view line, std::size_t at) {
  const std::string_view rest = line.substr(at);
  LogEvent event;
  event.outcome = LogOutcome::refused;
  event.time = time_of(line);
  const std::size_t from = find(rest, " from ");
  if (from == rest.npos) return std::nullopt;
  const std::string_view peer = rest.substr(from + 6);
  event.remote = peer.substr(0, peer.find_first_of("[ :;"));
  if (event.remote.empty() || event.remote == "unknown") event.remote = between(peer, "[", "]");
  event.text = behind_client(peer);
  if (event.text.empty()) return std::nullopt;
  event.text = event.text.substr(0, std::min(find(event.text, "; from=<"), event.text.size()));
  event.recipient = between(peer, " to=<", ">");
  return event;
}

// Of "postfix/smtpd[123]: ..." the "smtpd"; empty when that is not how the line begins.
std::string_view postfix_daemon(std::string_view line) {
  const std::string_view head = line.substr(0, 100);
  const std::size_t at = find(head, "postfix/");
  return at == head.npos ? std::string_view{} : head.substr(at + 8, head.find('[', at) - at - 8);
}

// Most lines of a log are of daemons that never tell an outcome: not worth a search.
bool never_tells(std::string_view daemon) {
  return daemon == "qmgr" || daemon == "anvil" || daemon == "pickup" || daemon == "scache";
}

Event read_postfix(std::string_view line) {
  const std::string_view daemon = postfix_daemon(line);
  if (never_tells(daemon)) return std::nullopt;
  if (daemon == "smtpd" || daemon == "cleanup") {
    const std::size_t reject = find(line, "reject: ");
    return reject == line.npos ? std::nullopt : read_postfix_refusal(line, reject);
  }
  const std::size_t status = find(line, "status=");
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
  event.remote = between(fields, "relay=", "[,");
  event.status = between(fields, "dsn=", ", ");
  event.text = in_brackets(after(rest, end));
  return event;
}

// ---- sendmail ----

Event read_sendmail(std::string_view line) {
  LogEvent event;
  event.system = LogSystem::sendmail;
  event.time = time_of(line);
  const std::size_t reject = find(line, "reject=");
  if (reject != line.npos && find(line, "ruleset=") != line.npos) {
    event.outcome = LogOutcome::refused;
    event.text = line.substr(reject + 7);
    event.remote = between(line, "relay=", " [,");
    event.recipient = between(line, "arg1=<", ">");
    return event;
  }
  const std::size_t stat = find(line, " stat=");
  if (stat == line.npos || find(line, " to=") == line.npos) return std::nullopt;
  if (find(line, "result=\"") != line.npos) return std::nullopt;  // OpenSMTPD
  event.text = line.substr(stat + 6);
  event.recipient = base::trim(between(line, " to=", ","));
  if (event.recipient.starts_with('<')) event.recipient = between(event.recipient, "<", ">");
  event.remote = between(line, "relay=", " [,");
  event.status = between(line, "dsn=", ", ");
  const std::string_view reply = between(line, "reply=", ",");
  event.outcome = event.text.starts_with("Sent")       ? LogOutcome::delivered
                  : event.text.starts_with("Deferred") ? LogOutcome::deferred
                                                       : LogOutcome::failed;
  if (!reply.empty()) event.text = reply;
  return event;
}

// ---- OpenSMTPD ----

Event read_opensmtpd(std::string_view line) {
  const std::string_view result = between(line, "result=\"", "\"");
  const std::size_t stat = find(line, "stat=\"");
  if (result.empty() || stat == line.npos) return std::nullopt;
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

// ---- Exim ----

struct EximFlag {
  std::string_view flag;
  LogOutcome outcome;
};
constexpr std::array<EximFlag, 5> kEximFlags = {{{" => ", LogOutcome::delivered},
                                                 {" -> ", LogOutcome::delivered},
                                                 {" >> ", LogOutcome::delivered},
                                                 {" ** ", LogOutcome::failed},
                                                 {" == ", LogOutcome::deferred}}};

Event read_exim_refusal(std::string_view line) {
  const std::size_t at = find(line, " rejected ");
  if (at == line.npos || find(line, " H=") == line.npos) return std::nullopt;
  LogEvent event;
  event.system = LogSystem::exim;
  event.outcome = LogOutcome::refused;
  event.time = time_of(line);
  event.remote = between(line, " H=", " [");
  const std::string_view rest = line.substr(at + 10);
  event.recipient = between(rest, "<", ">");
  const std::size_t text = find(rest, ": ");
  if (text != rest.npos) event.text = rest.substr(text + 2);
  return event;
}

// Behind "R=router T=transport H=host [ip]" the words begin after ": ".
std::string_view exim_text(std::string_view fields) {
  const std::size_t defer = find(fields, " defer (");
  if (defer != fields.npos) fields = fields.substr(defer);
  const std::size_t text = find(fields, ": ");
  return text == fields.npos ? fields : fields.substr(text + 2);
}

Event read_exim(std::string_view line) {
  if (line.size() < 40 || !base::is_digit(line[0]) || line[4] != '-' || line[10] != ' ') {
    return std::nullopt;
  }
  const std::string_view head = line.substr(0, 72);  // date, zone, process, id: then the flag
  for (const EximFlag& each : kEximFlags) {
    const std::size_t at = find(head, each.flag);
    if (at == head.npos) continue;
    LogEvent event;
    event.system = LogSystem::exim;
    event.outcome = each.outcome;
    event.time = time_of(line);
    const std::string_view rest = line.substr(at + 4);
    const std::size_t end = std::min(rest.find_first_of(" :"), rest.size());
    event.recipient = rest.substr(0, end);
    const std::string_view fields = after(rest, end);
    event.remote = between(fields, " H=", " [");
    event.text =
        each.outcome == LogOutcome::delivered ? between(fields, "C=\"", "\"") : exim_text(fields);
    return event;
  }
  return read_exim_refusal(line);
}

// ---- Exchange ----

// The field of a CSV line that begins at `at`, without its quotes; `at` is moved to the next.
std::string_view take_csv(std::string_view line, std::size_t& at) {
  const bool quoted = at < line.size() && line[at] == '"';
  const std::size_t begin = quoted ? at + 1 : at;
  std::size_t end =
      std::min(line.find(quoted ? '"' : ',', std::min(begin, line.size())), line.size());
  const std::string_view field = after(line, begin).substr(0, end - std::min(begin, end));
  at = std::min(line.find(',', std::min(end, line.size())), line.size() - 1) + 1;
  return field;
}

Event read_exchange_tracking(std::string_view line) {
  const std::size_t led = find(line, "LED=");
  if (led == line.npos) return std::nullopt;
  LogEvent event;
  event.system = LogSystem::exchange;
  event.time = time_of(line);
  event.text = line.substr(led + 4);
  event.text = event.text.substr(0, event.text.find('}'));
  event.outcome = find(line, ",DEFER,") != line.npos ? LogOutcome::deferred : LogOutcome::failed;
  event.remote = between(line, "FQDN=", "};");
  return event;
}

Event read_exchange(std::string_view line) {
  if (line.size() < 24 || !base::is_digit(line[0]) || line[10] != 'T') return std::nullopt;
  if (auto tracked = read_exchange_tracking(line)) return tracked;
  std::array<std::string_view, 8> fields;
  std::size_t at = 0;
  for (std::string_view& field : fields) {
    if (at >= line.size()) return std::nullopt;
    field = take_csv(line, at);
  }
  const std::string_view data = fields[7];
  if ((fields[6] != "<" && fields[6] != ">") || data.size() < 3) return std::nullopt;
  if ((data[0] != '4' && data[0] != '5') || !base::is_digit(data[1]) || !base::is_digit(data[2])) {
    return std::nullopt;
  }
  LogEvent event;
  event.system = LogSystem::exchange;
  event.time = fields[0];
  event.text = data;
  event.remote = fields[5].substr(0, fields[5].rfind(':'));
  const bool theirs = fields[6] == "<";
  event.outcome = !theirs          ? LogOutcome::refused
                  : data[0] == '4' ? LogOutcome::deferred
                                   : LogOutcome::failed;
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

Event LogReader::read(std::string_view line) {
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
        return read_exchange(line);
      case LogSystem::haraka:
        return read_haraka(line);
      case LogSystem::qmail:
        return read_qmail(line);
    }
    return std::nullopt;
  };
  if (auto event = read_as(last_)) return event;
  // The commonest lines of a Postfix log tell nothing; no other reader needs to look at them.
  if (last_ == LogSystem::postfix && !postfix_daemon(line).empty()) return std::nullopt;
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

}  // namespace codes
