// How every command tells of an error that ends it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"

namespace commands {

// "ehlo: COMMAND: text" on standard error; the status that belongs to the error's kind.
Exit complain(Env& env, std::string_view command, const base::Error& error);

}  // namespace commands
