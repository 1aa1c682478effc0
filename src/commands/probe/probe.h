// `ehlo probe`: is this server, is this domain's mail, in order?
#pragma once

#include <CLI/App.hpp>

#include "commands/table.h"

namespace commands {

Run attach_probe(CLI::App& app);

}  // namespace commands
