#include "base/random.h"

#include <sys/random.h>

namespace base {

// getrandom(2): up to 256 bytes are never interrupted and never short, once the kernel is seeded.
std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  while (::getrandom(&bits, sizeof bits, 0) != sizeof bits) continue;
  return bits;
}

}  // namespace base
