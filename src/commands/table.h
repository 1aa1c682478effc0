// The commands of `ehlo`, each once: main, help, completions and tests read this table.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <span>
#include <string_view>

#include "commands/env.h"
#include "commands/exit.h"

namespace commands {

using Run = std::function<Exit(Env&)>;

struct Command {
  std::string_view name;
  std::string_view summary;
  // Adds the command's options to `app`; what it returns does the work after parsing.
  Run (*attach)(CLI::App& app);
};

std::span<const Command> table();

}  // namespace commands
