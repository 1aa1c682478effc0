#include "smtp/xtext.h"

#include <fmt/format.h>

namespace smtp {

std::string xtext(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = c >= '!' && c <= '~' && c != '+' && c != '=';
    out += plain ? std::string(1, c) : fmt::format("+{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string unitext(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at++]);
    if (first >= '!' && first <= '~' && first != '+' && first != '=' && first != '\\') {
      out += static_cast<char>(first);
      continue;
    }
    const unsigned kept = first < 0xC0U ? 0x7FU : first < 0xE0U ? 0x1FU : first < 0xF0U ? 0xFU : 7U;
    unsigned point = first & kept;
    for (; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; ++at)
      point = point << 6U | (static_cast<unsigned char>(text[at]) & 0x3FU);
    out += fmt::format("\\x{{{:02X}}}", point);
  }
  return out;
}

}  // namespace smtp
