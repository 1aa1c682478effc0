// `ehlo serve`: a test server that accepts, prints and keeps messages, or plays a session file.
#pragma once

#include <CLI/App.hpp>

#include "commands/table.h"

namespace commands {

Run attach_serve(CLI::App& app);

}  // namespace commands
