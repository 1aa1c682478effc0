#include "report/session_line.h"

#include <fmt/format.h>

#include "base/text.h"

namespace report {
namespace {

std::string double_braces(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "{{") {
      out += "{{{{";
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string escape(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (c == '\r')
      out += "\\r";
    else if (c == '\n')
      out += "\\n";
    else if (byte < 0x20 || byte >= 0x7F)
      out += fmt::format("\\x{:02X}", byte);
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string send_line(std::string_view bytes) {
  return fmt::format("@send \"{}\"", double_braces(escape(bytes)));
}

std::string client_line(std::string_view line) {
  // A tab is as safe in a file as on a terminal, and headers are folded with it.
  std::string without_tabs(line);
  for (char& c : without_tabs)
    if (c == '\t') c = ' ';
  if (!base::is_printable(without_tabs)) return send_line(fmt::format("{}\r\n", line));
  return line.empty() ? "C:" : fmt::format("C: {}", double_braces(line));
}

std::string value(std::string_view text) {
  const bool plain = !text.empty() && base::is_printable(text) &&
                     text.find_first_of(" \"\\#") == std::string_view::npos;
  return plain ? double_braces(text) : fmt::format("\"{}\"", double_braces(escape(text)));
}

}  // namespace report
