// How many of something in a time.
#pragma once

#include <string_view>

#include "base/result.h"

namespace commands {

// "50/s", "600/m", "10/h", "50": as many a second. Error kind parse, without the option's name.
base::Result<double> parse_rate(std::string_view text);

}  // namespace commands
