// Random bits from the kernel, for what must be unique or not be guessed.
#pragma once

#include <cstdint>

namespace base {

// 64 of them. One system call; std::random_device costs a hundred times as much in a virtual
// machine, where the CPUID instruction it asks first leaves the guest.
std::uint64_t random_bits();

// 64 that no other call in this process gets, and in practice none elsewhere: chance once, counted
// from there. For what may be guessed.
std::uint64_t unique_bits();

}  // namespace base
