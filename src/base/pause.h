// A wait that a stop ends.
#pragma once

#include <stop_token>

#include "base/deadline.h"

namespace base {

// Sleeps so long, or until `stop` is asked for.
void pause(Duration span, const std::stop_token& stop);

}  // namespace base
