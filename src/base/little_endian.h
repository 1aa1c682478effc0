// Numbers whose first byte is the lowest, as Microsoft's protocols have them.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

// The number in `count` bytes at `at`, all of which must be there.
inline std::size_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::size_t number = 0;
  for (std::size_t i = count; i-- > 0;)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

}  // namespace base
