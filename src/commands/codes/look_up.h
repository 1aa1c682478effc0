// The tables of codes and reasons, looked up by what somebody typed.
#pragma once

#include <string>

#include "base/result.h"
#include "commands/codes/options.h"
#include "commands/codes/output.h"

namespace commands {

// Whether --list, --search, --reason or --class asks for pages of the tables.
bool asks_for_pages(const CodesOptions& options);

// Lists them. Error kind parse for a reason that is none.
base::Result<void> look_up(const CodesOptions& options, CodesOutput& output);

// True when `what` names codes, a pattern of them or a reason, and they have been shown.
bool show_codes(const std::string& what, CodesOutput& output);

}  // namespace commands
