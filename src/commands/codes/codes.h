// `ehlo codes`: what this reply, bounce or log line means, and what to do about it. Offline.
#pragma once

#include <CLI/App.hpp>

#include "commands/table.h"

namespace commands {

Run attach_codes(CLI::App& app);

}  // namespace commands
