// `ehlo mx --spf-check IP[,SENDER[,HELO]] [DOMAIN]`: may this host send for the domain?
#pragma once

#include "commands/env.h"
#include "commands/exit.h"
#include "commands/mx/options.h"
#include "commands/mx/plan.h"

namespace commands {

// Status ok for pass, neutral and none; check for fail and permerror, and with --fail-on warn for
// softfail too; temporary for temperror.
Exit check_spf_client(const MxOptions& options, const MxPlan& plan, dns::Resolver& resolver,
                      Env& env);

}  // namespace commands
