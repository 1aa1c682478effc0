// `ehlo run`: plays session files as the client, and judges the servers by them.
#pragma once

#include <CLI/App.hpp>

#include "commands/table.h"

namespace commands {

Run attach_run(CLI::App& app);

}  // namespace commands
