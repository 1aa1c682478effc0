// Completion scripts from the option tree itself, so that they cannot fall behind it.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/result.h"

namespace commands {

// For `shell` bash, zsh or fish. `top` holds every command with its options. Error kind usage for
// another shell.
base::Result<std::string> completion_script(const CLI::App& top, const std::string& shell);

}  // namespace commands
