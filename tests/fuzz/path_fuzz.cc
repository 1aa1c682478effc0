#include <cstdint>

#include "smtp/path.h"

// What parses is read the same from its angle brackets.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)smtp::parse_paths(text);
  const auto path = smtp::parse_path(text);
  if (!path) return 0;
  const auto again = smtp::parse_path(path->in_angles());
  if (!again || *again != *path) __builtin_trap();
  return 0;
}
