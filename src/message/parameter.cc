#include "message/parameter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace message {
namespace {

constexpr std::size_t kMaxLine = 78;
constexpr std::size_t kMaxCodedLine = 76;  // with an encoded-word in it (RFC 2047 section 2)
constexpr std::size_t kMaxPiece = 60;      // of a value, beside its name

// RFC 2231 section 7: attribute-char.
std::string percent_coded(char c) {
  const bool plain = base::is_alphanumeric(c) ||
                     std::string_view("!#$&+-.^_`{|}~").find(c) != std::string_view::npos;
  return plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
}

std::string quoted_char(char c) {
  return c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
}

std::string folded_line(std::string_view line) {
  std::string out;
  const bool coded = line.find("=?") != std::string_view::npos;
  const std::size_t most = coded ? kMaxCodedLine : kMaxLine;
  while (line.size() > most) {
    const std::size_t word = line.find_first_not_of(" \t");
    // A line that does not begin with a blank begins with the field's name.
    const std::size_t name = word == 0 ? std::min(line.find(": "), line.size()) + 2 : word;
    std::size_t blank = line.find_last_of(" \t", most);
    if (blank == std::string_view::npos || blank <= name) blank = line.find_first_of(" \t", name);
    if (blank == std::string_view::npos) break;
    const std::size_t next = line.find_first_not_of(" \t", blank);
    if (next == std::string_view::npos) break;
    out += fmt::format("{}\r\n", line.substr(0, blank));
    line.remove_prefix(blank);
  }
  return out.append(line);
}

}  // namespace

std::string parameter(std::string_view name, std::string_view value) {
  // A line end in a file's name must not begin a header field.
  const bool extended = !base::is_printable(value) || !base::is_ascii(value);
  const auto coded = extended ? percent_coded : quoted_char;
  const std::string charset = !extended ? "" : base::is_utf8(value) ? "utf-8''" : "unknown-8bit''";
  std::vector<std::string> pieces{charset};
  for (const char c : value) {
    const std::string one = coded(c);
    if (pieces.back().size() + one.size() > kMaxPiece) pieces.emplace_back();
    pieces.back() += one;
  }
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string number = pieces.size() > 1 ? fmt::format("*{}", i) : "";
    text += extended ? fmt::format(";\r\n {}{}*={}", name, number, pieces[i])
                     : fmt::format(";\r\n {}{}=\"{}\"", name, number, pieces[i]);
  }
  return text;
}

std::string folded(std::string_view field) {
  std::string out;
  for (;;) {
    const std::size_t end = field.find("\r\n");
    out += folded_line(field.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += "\r\n";
    field.remove_prefix(end + 2);
  }
}

}  // namespace message
