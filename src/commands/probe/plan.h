// `ehlo probe`'s options, checked and understood.
#pragma once

#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/probe/options.h"
#include "probe/probe.h"

namespace commands {

struct ProbePlan {
  probe::Wish wish;
  BulkOptions bulk;                  // with the target of -H, and in order without a list
  std::vector<probe::Target> named;  // by the command line itself
  bool lists = false;                // there are lists or networks besides
  base::Duration dns_timeout{};
  policy::Verdict fail_on = policy::Verdict::fail;

  // For all that is asked about one target before it is visited.
  base::Deadline deadline() const;
};

// Errors name the option: "--only: there is no check 'x', did you mean 'y'?".
base::Result<ProbePlan> plan_probe(const ProbeOptions& options, const Env& env);

// no_host when the target leads to none; when no address could be looked at, what kept it from
// that, as for every command; check when something is as bad as `fail_on`; temporary when a test
// that has an option of its own, or what --only and --skip leave over, could not be told.
Exit exit_for(const probe::TargetResult& result, policy::Verdict fail_on);

}  // namespace commands
