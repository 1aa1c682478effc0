// `ehlo banner`: the greetings of many servers, fast.
#pragma once

#include <CLI/App.hpp>

#include "commands/table.h"

namespace commands {

Run attach_banner(CLI::App& app);

}  // namespace commands
