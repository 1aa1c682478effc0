// What `ehlo COMMAND --help` prints.
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace commands {

// Usage, summary, and the options in their groups; those that every command has come last.
// Lines are at most `columns` wide, where words allow.
std::string help_text(const CLI::App& app, int columns);

}  // namespace commands
