// Where the variables of session files come from: the options that every command has which plays
// them.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace commands {

struct VariableOptions {
  std::vector<std::string> vars, vars_files;        // NAME=VALUE; FILE
  std::vector<std::string> secrets, secrets_files;  // NAME, NAME=VALUE or NAME=@FILE; FILE

  bool given() const {
    return !vars.empty() || !vars_files.empty() || !secrets.empty() || !secrets_files.empty();
  }
};

// Adds the options to `app`, bound to `options`, as a group of --help.
void bind_variable_options(CLI::App& app, VariableOptions& options);

}  // namespace commands
