#include "base/rfc3339.h"

#include "base/ascii.h"
#include "base/text.h"

namespace base {
namespace {

using namespace std::chrono;

// 'd' stands for a digit.
bool has_form(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
  return true;
}

unsigned number(std::string_view text, std::size_t at, std::size_t digits, unsigned most) {
  const auto value = parse_number(text.substr(at, digits), 9999);
  return value && *value <= most ? static_cast<unsigned>(*value) : most + 1;
}

std::optional<seconds> time_of_day(std::string_view text) {
  const unsigned hour = number(text, 0, 2, 23), minute = number(text, 3, 2, 59);
  if (hour > 23 || minute > 59) return std::nullopt;
  return hours(hour) + minutes(minute);
}

std::optional<seconds> offset_of(std::string_view zone) {
  if (zone == "Z") return seconds(0);
  if (!has_form(zone, "+dd:dd") && !has_form(zone, "-dd:dd")) return std::nullopt;
  const auto offset = time_of_day(zone.substr(1));
  return offset && zone.front() == '-' ? -*offset : offset;
}

}  // namespace

std::optional<sys_seconds> parse_rfc3339(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  if (!has_form(text.substr(0, kForm.size()), kForm)) return std::nullopt;
  const year_month_day date{year(static_cast<int>(number(text, 0, 4, 9999))),
                            month(number(text, 5, 2, 12)), day(number(text, 8, 2, 31))};
  const auto time = time_of_day(text.substr(11, 5));
  const unsigned second = number(text, 17, 2, 60);  // a leap second
  const auto offset = offset_of(text.substr(kForm.size()));
  if (!date.ok() || !time || second > 60 || !offset) return std::nullopt;
  return sys_days(date) + *time + seconds(second) - *offset;
}

}  // namespace base
