// Options from the configuration file and from the environment, below the command line.
//
// An option that stands on the command line is taken from there and only from there; else from
// EHLO_<NAME> in the environment; else from the configuration file: the table of the chosen profile
// (`[profile.work.send]`), then the command's own (`[send]`). Options that exclude each other are
// one choice: with --socket on the command line the file's `server` counts for nothing.
#pragma once

#include <CLI/App.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "commands/env.h"

namespace commands {

// Where an option's value came from: "command line", "environment EHLO_SERVER",
// "/home/a/.config/ehlo/config.toml [send]". Options at their default are not in it.
using Origins = std::map<std::string, std::string>;

// Fills the options of `app` that the command line left open. `profile` empty: EHLO_PROFILE's.
// Errors: kind no_input for a file that cannot be read, kind parse for what is not TOML, an unknown
// table or profile, an option that the command does not have ("did you mean" included), or a value
// that is not for it; each names the file and line, or the variable.
base::Result<Origins> apply_layers(CLI::App& app, const std::string& profile, const Env& env);

// Error kind parse when an option was given an empty value to which no meaning is documented: most
// often that is a shell variable that was not set.
base::Result<void> refuse_empty(const CLI::App& app, const Origins& origins);

// One line per option that is set: `--server = mx.example.com   # environment EHLO_SERVER`.
// Options that hold a secret show ***.
std::string show_config(const CLI::App& app, const Origins& origins);

// True for the options whose value is a secret.
bool is_secret_option(const std::string& name);

// True for NAME=VALUE whose name tells that the value is one: password, token.
bool holds_secret(std::string_view pair);

}  // namespace commands
