#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "session/parser.h"
#include "session/printer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto script = session::parse({reinterpret_cast<const char*>(data), size}, "fuzz.smtp");
  if (!script) return 0;
  const std::string once = session::print(*script);
  const auto again = session::parse(once, "fuzz.smtp");
  if (!again || session::print(*again) != once) std::abort();
  return 0;
}
