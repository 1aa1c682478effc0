// Dates as mail writes them.
#pragma once

#include <chrono>
#include <string>

namespace message {

using Moment = std::chrono::system_clock::time_point;

// "Sun, 22 Nov 2026 01:34:36 +0000" (RFC 5322 section 3.3), in the machine's time zone.
std::string rfc5322_date(Moment moment);

}  // namespace message
