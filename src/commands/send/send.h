// `ehlo send`: compose and deliver a test message, and show the conversation.
#pragma once

#include <CLI/App.hpp>

#include "commands/table.h"

namespace commands {

Run attach_send(CLI::App& app);

}  // namespace commands
