#include "message/date.h"

#include <fmt/compile.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace message {

std::string rfc5322_date(Moment moment) {
  static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                         "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  const long minutes = local.tm_gmtoff / 60;
  std::array<char, 64> text{};
  // Into an array: fmt asks a string for room with each piece, and a load makes a date a message.
  char* const end =
      fmt::format_to(text.data(), FMT_COMPILE("{}, {:02} {} {} {:02}:{:02}:{:02} {}{:02}{:02}"),
                     kDays.at(static_cast<std::size_t>(local.tm_wday)), local.tm_mday,
                     kMonths.at(static_cast<std::size_t>(local.tm_mon)), local.tm_year + 1900,
                     local.tm_hour, local.tm_min, local.tm_sec, minutes < 0 ? '-' : '+',
                     std::labs(minutes) / 60, std::labs(minutes) % 60);
  return {text.data(), end};
}

}  // namespace message
