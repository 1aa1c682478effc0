// Whether what is shown is coloured.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <string_view>

#include "commands/env.h"

namespace commands {

// The option --color.
void bind_colour(CLI::App& app, std::string& when);

// `when` is what --color says: always, never, or auto, which means a terminal where NO_COLOR is not
// set or is empty (no-color.org).
bool wants_colour(std::string_view when, bool is_terminal, const Env& env);

}  // namespace commands
