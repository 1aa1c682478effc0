// A Stream that ends at a moment, however many steps are taken on it.
#pragma once

#include <memory>

#include "base/deadline.h"
#include "net/stream.h"

namespace probe {

// Each call of `inner` gets what is left until `end`, when that is less than its own deadline.
std::unique_ptr<net::Stream> bounded(std::unique_ptr<net::Stream> inner, base::Deadline end);

}  // namespace probe
