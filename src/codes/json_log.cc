#include "codes/json_log.h"

#include <array>
#include <ctime>

#include "base/text.h"
#include "codes/json_text.h"
#include "codes/log_fields.h"

namespace codes {
namespace {

using nlohmann::json;

// "2026-11-23T06:00:00Z" of the microseconds that journald counts.
std::string time_in(const json& entry) {
  constexpr std::uint64_t kLatest = 253402300799000000;  // the year 9999
  const auto microseconds = base::parse_number(string_at(entry, "__REALTIME_TIMESTAMP"), kLatest);
  if (microseconds) {
    const auto seconds = static_cast<std::time_t>(*microseconds / 1'000'000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
  }
  std::string time = first_string(entry, {"@timestamp", "timestamp", "time", "ts"});
  if (time.size() > 10 && time[10] == ' ') time[10] = 'T';
  return time;
}

}  // namespace

std::string line_in_json(std::string_view text) {
  const auto entry = parse_json(text);
  if (!entry || !entry->is_object()) return {};
  std::string message = first_string(*entry, {"MESSAGE", "log", "message", "msg", "short_message"});
  while (message.ends_with('\n') || message.ends_with('\r')) message.pop_back();
  if (message.empty() || starts_with_date(message)) return message;
  const std::string program = first_string(
      *entry, {"SYSLOG_IDENTIFIER", "program", "programname", "ident", "app-name", "appname"});
  const std::string pid = first_string(*entry, {"SYSLOG_PID", "_PID", "procid", "pid"});
  const std::string host = first_string(*entry, {"_HOSTNAME", "hostname", "host"});
  std::string line = time_in(*entry);
  if (!host.empty()) line += " " + host;
  if (!program.empty()) line += " " + program + (pid.empty() ? "" : "[" + pid + "]") + ":";
  return line + " " + message;
}

}  // namespace codes
