// `ehlo mx`: where a domain's mail goes, and all that the domain publishes about mail.
#pragma once

#include <CLI/App.hpp>

#include "commands/table.h"

namespace commands {

Run attach_mx(CLI::App& app);

}  // namespace commands
