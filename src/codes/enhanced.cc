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

}  // namespace codes
