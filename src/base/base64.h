// Base64 (RFC 4648 section 4), without line breaks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

std::string base64_encode(std::string_view bytes);

// Writes the same to `out`, where there is room for it, and returns where it ends.
char* base64_write(std::string_view bytes, char* out);

// Nothing unless `text` is strictly base64: right alphabet, right padding, no white space.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace base
