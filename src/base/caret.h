// A line of text with a mark below one place in it, as a compiler shows an error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

struct CaretLines {
  std::string line;   // printable; of a line over 100 bytes only the part around the place
  std::string caret;  // blanks and "^"
};

// `at` counts bytes from 0; beyond the end it is the end.
CaretLines point_into(std::string_view line, std::size_t at);

// Columns for people count characters, from 1.
std::size_t column_at(std::string_view line, std::size_t at);

}  // namespace base
