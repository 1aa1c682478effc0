// Lists of domains: many looked at at a time, each told as soon as it is done.
#pragma once

#include "commands/env.h"
#include "commands/exit.h"
#include "commands/mx/options.h"
#include "commands/mx/plan.h"

namespace commands {

// All of options.domains, names and lists, one a line; empty lines and those that begin with "#"
// are passed over. Prints JSON objects, or with --short its lines with the domain before each.
// A line that is no domain is told as such and counts as status 65.
Exit look_at_list(const MxOptions& options, const MxPlan& plan, Env& env);

// Says on standard error why --short has no line for the mail hosts of a domain, when it has none.
void tell_why_no_hosts(const policy::DomainReport& report, Env& env);

}  // namespace commands
