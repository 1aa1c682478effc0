// A Stream that ends at a moment, however many steps are taken on it, and counts what comes.
#pragma once

#include <cstddef>
#include <memory>

#include "base/deadline.h"
#include "net/stream.h"

namespace probe {

// Each call of `inner` gets what is left until `end`, when that is less than its own deadline. The
// bytes that are read are added to `heard`, which outlives the stream.
std::unique_ptr<net::Stream> bounded(std::unique_ptr<net::Stream> inner, base::Deadline end,
                                     std::size_t& heard);

}  // namespace probe
