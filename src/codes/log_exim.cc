#include "codes/log_exim.h"

#include <array>

#include "base/ascii.h"
#include "codes/log_fields.h"

namespace codes {
namespace {

using Event = std::optional<LogEvent>;

struct EximFlag {
  std::string_view flag;
  LogOutcome outcome;
};
constexpr std::array<EximFlag, 5> kEximFlags = {{{" => ", LogOutcome::delivered},
                                                 {" -> ", LogOutcome::delivered},
                                                 {" >> ", LogOutcome::delivered},
                                                 {" ** ", LogOutcome::failed},
                                                 {" == ", LogOutcome::deferred}}};

// "host" of "host (helo) [192.0.2.1]"; where there is no name the address: anybody can write what
// stands in "(helo)".
std::string_view exim_client(std::string_view client) {
  const bool named = !client.starts_with('(') && !client.starts_with('[');
  return named ? client.substr(0, client.find(' ')) : between(client, "[", "]");
}

// SMTP connection from [192.0.2.9] refused: too many connections
Event read_exim_connection(std::string_view line) {
  const std::size_t from = find(line, "onnection from ");
  const std::size_t refused = find(line, " refused: ");
  if (from == line.npos || refused == line.npos || refused < from) return std::nullopt;
  LogEvent event;
  event.remote = exim_client(line.substr(from + 15));
  event.text = line.substr(refused + 10);
  return event;
}

// login authenticator failed for host (helo) [192.0.2.9]: 535 Incorrect authentication data
Event read_exim_login(std::string_view line) {
  constexpr std::string_view kMark = " authenticator failed for ";
  const std::size_t at = find(line, kMark);
  if (at == line.npos) return std::nullopt;
  const std::string_view client = line.substr(at + kMark.size());
  const std::size_t text = find(client, "]: ");
  if (text == client.npos) return std::nullopt;
  LogEvent event;
  event.remote = exim_client(client);
  event.text = client.substr(text + 3);
  return event;
}

Event read_exim_stranger(std::string_view line) {
  Event event = read_exim_connection(line);
  if (!event) event = read_exim_login(line);
  if (!event) return std::nullopt;
  event->system = LogSystem::exim;
  event->outcome = LogOutcome::refused;
  event->time = time_of(line);
  return event;
}

Event read_exim_refusal(std::string_view line) {
  const std::size_t at = find(line, " rejected ");
  if (at == line.npos || find(line, " H=") == line.npos) return read_exim_stranger(line);
  LogEvent event;
  event.system = LogSystem::exim;
  event.outcome = LogOutcome::refused;
  event.time = time_of(line);
  event.remote = exim_client(line.substr(find(line, " H=") + 3));
  const std::string_view rest = line.substr(at + 10);
  event.recipient = between(rest, "<", ">");
  const std::size_t text = find(rest, ": ");
  if (text != rest.npos) event.text = rest.substr(text + 2);
  return event;
}

// "a@b" of "a@b R=router" and of "bob <a@b> R=router", where "bob" is what the address became.
std::string_view exim_recipient(std::string_view rest) {
  const std::string_view first = rest.substr(0, rest.find_first_of(" :"));
  const std::string_view behind = after(rest, first.size());
  if (first.find('@') != first.npos || !behind.starts_with(" <")) return first;
  return between(behind, "<", ">");
}

// Behind "R=router T=transport H=host [ip]" the words begin after ": ".
std::string_view exim_text(std::string_view fields) {
  const std::size_t defer = find(fields, " defer (");
  if (defer != fields.npos) fields = fields.substr(defer);
  const std::size_t text = find(fields, ": ");
  return text == fields.npos ? fields : fields.substr(text + 2);
}

}  // namespace

std::optional<LogEvent> read_exim(std::string_view line) {
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
    event.recipient = exim_recipient(rest);
    const std::string_view fields = after(rest, end);
    event.remote = between(fields, " H=", " [");
    event.text =
        each.outcome == LogOutcome::delivered ? between(fields, "C=\"", "\"") : exim_text(fields);
    return event;
  }
  return read_exim_refusal(line);
}

}  // namespace codes
