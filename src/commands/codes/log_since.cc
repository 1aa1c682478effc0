#include "commands/codes/log_since.h"

#include <fmt/format.h>

#include <string>

#include "base/text.h"

namespace commands {
namespace {

constexpr std::time_t kDay = 24 * 60 * 60;

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  const auto number = base::parse_number(base::trim(text.substr(at, digits)), 9999);
  return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

bool set_clock(std::string_view text, std::tm& when) {
  const auto hour = number_at(text, 0, 2);
  const auto minute = number_at(text, 3, 2);
  if (!hour || !minute || text[2] != ':') return false;
  when.tm_hour = *hour;
  when.tm_min = *minute;
  if (text.size() >= 8 && text[5] == ':') when.tm_sec = number_at(text, 6, 2).value_or(0);
  return true;
}

std::optional<std::tm> iso_date(std::string_view text) {
  const auto year = number_at(text, 0, 4);
  const auto month = number_at(text, 5, 2);
  const auto day = number_at(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  std::tm when{};
  when.tm_year = *year - 1900;
  when.tm_mon = *month - 1;
  when.tm_mday = *day;
  when.tm_isdst = -1;
  if (text.size() > 11 && !set_clock(text.substr(11), when)) return std::nullopt;
  return when;
}

// Seconds ahead of UTC: 0 of "...Z", 3600 of "...+01:00", "...+0100" and "... +0100".
std::optional<std::time_t> offset_of(std::string_view text) {
  if (text.ends_with('Z')) return 0;
  const std::size_t sign = text.find_last_of("+-");
  if (sign == text.npos || sign < 16) return std::nullopt;  // those of the date are no sign
  const std::string_view digits = text.substr(sign + 1);
  const auto hours = number_at(digits, 0, 2);
  const auto minutes = number_at(digits, digits.size() > 4 ? 3 : 2, 2);
  if (!hours || !minutes) return std::nullopt;
  const std::time_t ahead = (*hours * 60 + *minutes) * 60;
  return text[sign] == '-' ? -ahead : ahead;
}

std::optional<std::time_t> iso_time(std::string_view text) {
  auto when = iso_date(text);
  if (!when) return std::nullopt;
  const auto offset = offset_of(text);
  return offset ? timegm(&*when) - *offset : std::mktime(&*when);
}

std::optional<std::time_t> syslog_time(std::string_view text, std::time_t now) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() < 15) return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(0, 3));
  const auto day = number_at(text, 4, 2);
  if (month == kMonths.npos || month % 3 != 0 || !day) return std::nullopt;
  std::tm when{};
  localtime_r(&now, &when);
  when.tm_mon = static_cast<int>(month / 3);
  when.tm_mday = *day;
  when.tm_sec = 0;
  when.tm_isdst = -1;
  if (!set_clock(text.substr(7), when)) return std::nullopt;
  std::tm last_year = when;
  const std::time_t time = std::mktime(&when);
  if (time <= now + kDay) return time;
  --last_year.tm_year;  // a log has no year: a date in the future is of the last one
  return std::mktime(&last_year);
}

}  // namespace

std::optional<std::time_t> time_of_line(std::string_view text, std::time_t now) {
  if (const auto time = iso_time(text)) return time;
  return syslog_time(text, now);
}

base::Result<std::time_t> parse_since(std::string_view text, std::time_t now) {
  if (const auto span = base::parse_duration(text)) {
    return now - std::chrono::duration_cast<std::chrono::seconds>(*span).count();
  }
  if (auto when = iso_date(text)) return std::mktime(&*when);
  return base::fail(base::ErrorKind::parse,
                    fmt::format("--since: '{}' is no time: write 2h, 3d, 2026-11-22 or "
                                "'2026-11-22 10:00'",
                                base::printable(text)));
}

}  // namespace commands
