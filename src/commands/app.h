// The command line: which command, its options, its errors.
#pragma once

#include <string>
#include <vector>

#include "commands/env.h"

namespace commands {

// Runs `ehlo` with these arguments (without the program's name). The process's exit status:
// whatever the command says, output that could not be written is not a success.
// `variables`: the names of the environment's, for a hint where one of ours is misspelt.
int run_app(std::vector<std::string> arguments, Env& env,
            const std::vector<std::string>& variables = {});

}  // namespace commands
