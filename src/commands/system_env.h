// The real world as an Env.
#pragma once

#include "commands/env.h"

namespace commands {

// Standard streams, the network, the clock, the environment. Made once, by main.
Env system_env();

}  // namespace commands
