// The tables of src/*/data, compiled in (cmake/embed.cmake). They are data, so that they can
// be read and mended without knowing C++.
#pragma once

#include <span>
#include <string_view>

namespace codes {

struct EmbeddedText {
  std::string_view name;  // of the file: "reply-codes.txt"
  std::string_view text;
};

// In order of their names.
std::span<const EmbeddedText> embedded_texts();

// Empty when there is no such file.
std::string_view embedded(std::string_view name);

}  // namespace codes
