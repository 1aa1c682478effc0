// Bytes as hexadecimal digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

// 0 to 15; -1 for what is no hexadecimal digit.
int hex_value(char c);

// Two lower-case digits a byte, nothing between.
std::string hex_encode(std::string_view bytes);

// Nothing unless `text` is pairs of digits alone.
std::optional<std::string> hex_decode(std::string_view text);

}  // namespace base
