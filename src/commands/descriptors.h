// How many files and connections this process may hold at a time.
#pragma once

#include <cstddef>
#include <limits>

namespace commands {

// Raises the limit to `wanted`, or as far as this process may, and never lowers it: a soft limit of
// 1024 or less is for programs that use select(). The limit now; nothing changes where it cannot be
// told.
std::size_t raise_descriptor_limit(std::size_t wanted = std::numeric_limits<std::size_t>::max());

}  // namespace commands
