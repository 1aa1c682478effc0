#include "codes/plain_text.h"

#include <algorithm>
#include <array>

namespace codes {
namespace {

constexpr char kEscape = '\x1b';

struct Stand {
  std::string_view typographic;
  std::string_view plain;
};

constexpr std::array<Stand, 24> kStands = {{
    {"\xC2\xA0", " "},        // no-break space
    {"\xC2\xAD", ""},         // soft hyphen
    {"\xC2\xAB", "\""},       // «
    {"\xC2\xBB", "\""},       // »
    {"\xE2\x80\x87", " "},    // figure space
    {"\xE2\x80\x8B", ""},     // zero width space
    {"\xE2\x80\x8C", ""},     // zero width non-joiner
    {"\xE2\x80\x8D", ""},     // zero width joiner
    {"\xE2\x80\x90", "-"},    // hyphen
    {"\xE2\x80\x91", "-"},    // no-break hyphen
    {"\xE2\x80\x93", "-"},    // en dash
    {"\xE2\x80\x94", "-"},    // em dash
    {"\xE2\x80\x98", "'"},    // ‘
    {"\xE2\x80\x99", "'"},    // ’
    {"\xE2\x80\x9A", "'"},    // ‚
    {"\xE2\x80\x9C", "\""},   // “
    {"\xE2\x80\x9D", "\""},   // ”
    {"\xE2\x80\x9E", "\""},   // „
    {"\xE2\x80\xA6", "..."},  // …
    {"\xE2\x80\xA8", "\n"},   // line separator
    {"\xE2\x80\xAF", " "},    // narrow no-break space
    {"\xE2\x81\xA0", ""},     // word joiner
    {"\xE3\x80\x80", " "},    // ideographic space
    {"\xEF\xBB\xBF", ""},     // byte order mark
}};

bool may_begin_one(char c) {
  return std::string_view("\x1b\r\xC2\xE2\xE3\xEF^#\\").find(c) != std::string_view::npos;
}

// A colour whose escape byte somebody spelt out: "^[[31m", "#033[31m" of rsyslog, "\u001b[31m".
std::size_t spelt_colour_length(std::string_view text) {
  for (std::string_view spelt :
       {"^[[", "#033[", "\\033[", "\\x1b[", "\\x1B[", "\\u001b[", "\\u001B[", "\\e["}) {
    if (!text.starts_with(spelt)) continue;
    const std::size_t end = text.find_first_not_of("0123456789;", spelt.size());
    return end < text.size() && text[end] == 'm' ? end + 1 : 0;
  }
  return 0;
}

// The length of an escape sequence (ECMA-48): "ESC [ 1;31 m", "ESC ] title BEL", "ESC ( B".
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  const auto end_at = [&](std::size_t at) { return std::min(at, text.size() - 1) + 1; };
  if (text[1] == '[') return end_at(text.find_first_not_of("0123456789;:?<=> ", 2));
  if (text[1] == ']') {
    const std::size_t end = text.find_first_of("\x07\x1b\n", 2);
    const bool by_string_terminator =
        end != text.npos && end + 1 < text.size() && text[end] == kEscape;
    return end_at(by_string_terminator ? end + 1 : end);
  }
  return std::string_view("()*+#%").find(text[1]) != text.npos ? end_at(2) : 2;
}

// The length of what stands at the beginning for something plainer, and that; 0: for itself.
std::size_t stand_length(std::string_view text, std::string_view& plain) {
  plain = {};
  if (text[0] == kEscape) return escape_length(text);
  if (text[0] == '\r') {
    const bool ends_line = text.starts_with("\r\n");
    plain = "\n";
    return ends_line ? 2 : 1;
  }
  if (const std::size_t colour = spelt_colour_length(text); colour != 0) return colour;
  for (const Stand& each : kStands) {
    if (!text.starts_with(each.typographic)) continue;
    plain = each.plain;
    return each.typographic.size();
  }
  return 0;
}

}  // namespace

std::string plain_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::string_view plain;
    const std::size_t length =
        may_begin_one(text[at]) ? stand_length(text.substr(at), plain) : std::size_t{0};
    if (length == 0) {
      out += text[at++];
      continue;
    }
    out += plain;
    at += length;
  }
  return out;
}

}  // namespace codes
