// Line by line through a text without holding all of its lines: a mail of empty lines is nothing
// but line ends, and a vector of views into it sixteen times its size.
#pragma once

#include <string_view>

namespace codes {

// The first line without its LF; what follows it is left in `text`.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

}  // namespace codes
