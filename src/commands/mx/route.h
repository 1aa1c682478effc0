// `ehlo mx --route ADDRESS`: what `ehlo send` would try, by the same code.
#pragma once

#include "commands/env.h"
#include "commands/exit.h"
#include "commands/mx/options.h"
#include "commands/mx/plan.h"

namespace commands {

Exit show_route(const MxOptions& options, const MxPlan& plan, dns::Resolver& resolver, Env& env);

}  // namespace commands
