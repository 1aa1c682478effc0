#include "message/unique.h"

#include <fmt/compile.h>

#include <array>
#include <ctime>

#include "base/random.h"

namespace message {
namespace {

constexpr std::string_view kShape = "dddddddddddddd.xxxxxxxxxxxxxxxx";

bool fits(char c, char shape) {
  const bool digit = c >= '0' && c <= '9';
  if (shape == 'd') return digit;
  return shape == 'x' ? digit || (c >= 'a' && c <= 'f') : c == shape;
}

bool starts_with_word(std::string_view text) {
  for (std::size_t i = 0; i < kShape.size(); ++i)
    if (!fits(text[i], kShape[i])) return false;
  return true;
}

}  // namespace

std::string make_unique_word(Moment now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  char* const end = fmt::format_to(
      text.data(), FMT_COMPILE("{:04}{:02}{:02}{:02}{:02}{:02}.{:016x}"), utc.tm_year + 1900,
      utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, base::unique_bits());
  return {text.data(), end};
}

std::string_view find_unique_word(std::string_view text) {
  for (; text.size() >= kShape.size(); text.remove_prefix(1))
    if (starts_with_word(text)) return text.substr(0, kShape.size());
  return {};
}

}  // namespace message
