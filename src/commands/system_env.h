// The real world as an Env.
#pragma once

#include <string>
#include <vector>

#include "commands/env.h"

namespace commands {

// Standard streams, the network, the clock, the environment. Made once, by main.
Env system_env();

// The names of all variables of the environment.
std::vector<std::string> variable_names();

}  // namespace commands
