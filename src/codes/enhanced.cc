#include "codes/enhanced.h"

#include <fmt/core.h>

#include "base/text.h"

namespace codes {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> take_number(std::string_view& text) {
  std::size_t length = 0;
  int value = 0;
  while (length < text.size() && length < 4 && is_digit(text[length])) {
    value = value * 10 + (text[length++] - '0');
  }
  if (length == 0 || length > 3 || (length > 1 && text[0] == '0')) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

std::optional<Enhanced> take_enhanced(std::string_view& text) {
  if (text.size() < 5 || text[1] != '.') return std::nullopt;
  if (text[0] != '2' && text[0] != '4' && text[0] != '5') return std::nullopt;
  Enhanced code{text[0] - '0', 0, 0};
  text.remove_prefix(2);
  const auto subject = take_number(text);
  if (!subject || text.empty() || text[0] != '.') return std::nullopt;
  text.remove_prefix(1);
  const auto detail = take_number(text);
  if (!detail) return std::nullopt;
  code.subject = *subject;
  code.detail = *detail;
  return code;
}

}  // namespace

std::optional<Enhanced> parse_enhanced(std::string_view text) {
  const auto code = take_enhanced(text);
  return code && text.empty() ? code : std::nullopt;
}

std::optional<Enhanced> leading_enhanced(std::string_view text) {
  const auto code = take_enhanced(text);
  if (!code || text.empty()) return code;
  if (text[0] == '.') return text.size() == 1 || text[1] == ' ' ? code : std::nullopt;
  const bool ends = std::string_view(" \t\r\n:;,)]}>\"'-<([").find(text[0]) != text.npos;
  return ends ? code : std::nullopt;
}

std::string to_string(const Enhanced& code) {
  return fmt::format("{}.{}.{}", code.klass, code.subject, code.detail);
}

}  // namespace codes
