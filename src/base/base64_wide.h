// Base64 by wide instructions, where the machine has them.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

// Writes the base64 of the first bytes of `bytes` to `out`, which has room for that of all of them,
// and returns how many these are: a multiple of 3, and 0 on a machine without AVX2. The rest is the
// caller's.
std::size_t base64_write_wide(std::string_view bytes, char* out);

}  // namespace base
