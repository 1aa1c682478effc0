// The statuses that a monitoring plugin ends with (probe --nagios), beside 0 and 1.
//
// They are no rows of the table in exit.h, for they win over nothing: a monitor asks one question,
// and gets one of four answers.
#pragma once

#include "commands/exit.h"

namespace commands {

inline constexpr Exit kMonitorCritical{1002};  // status 2
inline constexpr Exit kMonitorUnknown{1003};   // status 3

}  // namespace commands
