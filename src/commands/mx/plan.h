// `ehlo mx`'s options, checked and understood.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/mx/options.h"
#include "policy/domain_report.h"

namespace commands {

struct MxPlan {
  policy::DomainWish wish;
  base::Duration dns_timeout{};
  policy::Verdict fail_on = policy::Verdict::fail;

  // For all questions about one domain.
  base::Deadline deadline() const;
};

// Error kind parse for a value that cannot be, kind usage for options that do not go together.
base::Result<MxPlan> plan_mx(const MxOptions& options);

// One for each thread: a resolver is not for several at once.
base::Result<std::unique_ptr<dns::Resolver>> mx_resolver(const MxOptions& options,
                                                         const MxPlan& plan, const Env& env);

// no_host when there is nowhere to deliver to, temporary when the DNS did not tell, check when a
// row is as bad as --fail-on says.
Exit exit_for(const policy::DomainReport& report, policy::Verdict fail_on);

}  // namespace commands
