// Reads what `ehlo probe --json` printed, to compare with (baseline.h).
#pragma once

#include <string_view>

#include "base/result.h"
#include "report/baseline.h"

namespace report {

// One object a line; blank lines are nothing. Checks that are not known any more are left out.
// Error kind parse, with the line: "line 2 is no result of 'ehlo probe --json'".
base::Result<Baseline> read_baseline(std::string_view text);

}  // namespace report
