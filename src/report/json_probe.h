// What `ehlo probe --json` prints: one JSON object a line, one for each target.
#pragma once

#include <string>

#include "base/result.h"
#include "probe/result.h"
#include "report/baseline.h"
#include "report/json_results.h"

namespace report {

// `status` is that of the target alone. `since`: what changed since a baseline; null without one.
std::string json_of(const probe::TargetResult& result, const ResultStatus& status,
                    const Comparison* since = nullptr);

// --list-checks --json: an object a line.
std::string json_check_list();

}  // namespace report
