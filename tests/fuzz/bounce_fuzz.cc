#include <cstdint>

#include "codes/bounce.h"

// Any bytes are a mail, a bounce or an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)codes::read_bounce({reinterpret_cast<const char*>(data), size},
                           codes::Classifier::builtin());
  return 0;
}
