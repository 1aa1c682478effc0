// Exim's lines of its main log: deliveries, refusals, connections that it did not take and logins
// that failed.
#pragma once

#include <optional>
#include <string_view>

#include "codes/log_event.h"

namespace codes {

std::optional<LogEvent> read_exim(std::string_view line);

}  // namespace codes
