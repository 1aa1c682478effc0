// Alarms of a probe as annotations of GitHub Actions, in the summary of a workflow.
#pragma once

#include <string>

#include "probe/result.h"

namespace report {

// "::error title=certificate-expired at mx.example.com%3A25::certificate expired 3 days ago%0Afix:
// renew it", a line for each alarm that is a failure or a warning; a hint is none.
std::string github_annotations(const probe::TargetResult& result);

}  // namespace report
