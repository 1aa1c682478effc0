#include "codes/enhanced.h"

namespace codes {

using smtp::EnhancedStatus;

std::optional<EnhancedStatus> parse_enhanced(std::string_view text) {
  const auto code = smtp::take_enhanced_status(text);
  return code && text.empty() ? code : std::nullopt;
}

std::optional<EnhancedStatus> leading_enhanced(std::string_view text) {
  const auto code = smtp::take_enhanced_status(text);
  if (!code || text.empty()) return code;
  if (text[0] == '.') return text.size() == 1 || text[1] == ' ' ? code : std::nullopt;
  const bool ends = std::string_view(" \t\r\n:;,)]}>\"'-<([").find(text[0]) != text.npos;
  return ends ? code : std::nullopt;
}

EnhancedParts parts_of_enhanced(std::string_view pattern) {
  const auto take = [&pattern] {
    const std::size_t dot = pattern.find('.');
    const std::string_view part = pattern.substr(0, dot);
    pattern.remove_prefix(dot == pattern.npos ? pattern.size() : dot + 1);
    return part;
  };
  return {take(), take(), take()};  // braces: from left to right
}

}  // namespace codes
