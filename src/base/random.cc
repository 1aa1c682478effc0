#include "base/random.h"

#include <sys/random.h>

#include <atomic>

namespace base {

// getrandom(2): up to 256 bytes are never interrupted and never short, once the kernel is seeded.
std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  while (::getrandom(&bits, sizeof bits, 0) != sizeof bits) continue;
  return bits;
}

std::uint64_t unique_bits() {
  static std::atomic<std::uint64_t> next{random_bits()};
  return next++;
}

}  // namespace base
