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

}  // namespace smtp
