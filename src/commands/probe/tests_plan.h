// The tests of `ehlo probe`, checked and understood.
#pragma once

#include "base/result.h"
#include "commands/env.h"
#include "commands/probe/plan.h"
#include "commands/probe/test_options.h"

namespace commands {

// Fills plan.wish.tests; the targets stand in the plan already. Error kind usage where a test is
// asked for at a server that was not named itself, or without what it needs; kind parse for an
// address or a time.
base::Result<void> plan_probe_tests(const ProbeTestOptions& options, ProbePlan& plan,
                                    const Env& env);

}  // namespace commands
