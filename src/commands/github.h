// Whether this is a job of GitHub Actions, where annotations are read.
#pragma once

#include "commands/env.h"

namespace commands {

// GITHUB_ACTIONS is set, and is neither "false" nor "0".
bool is_on_github(const Env& env);

}  // namespace commands
