// `ehlo banner`'s options, checked and understood; and the look at one target by them.
#pragma once

#include <string>
#include <vector>

#include "banner/server_report.h"
#include "base/result.h"
#include "commands/banner/options.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/lists/politeness.h"
#include "commands/target.h"
#include "dns/resolver.h"
#include "net/dialer.h"
#include "policy/row.h"

namespace commands {

struct BannerPlan {
  banner::Wish wish;
  Dialing dialing;
  std::uint16_t port = 25;
  bool by_mx = false, all_addresses = false, ptr = false;
  policy::Verdict fail_on = policy::Verdict::fail;
};

// Error kind parse for a value that cannot be, kind usage for options that do not go together.
base::Result<BannerPlan> plan_banner(const BannerOptions& options, const Env& env);

// Every server that `target` leads to, one report each; at least one. What cannot be looked at has
// a report with its error.
std::vector<banner::ServerReport> look_at_target(const std::string& target, const BannerPlan& plan,
                                                 dns::Resolver& resolver, net::Dialer& dialer,
                                                 Politeness& politeness);

// What kept it from being looked at, or from taking mail; check when the verdict is as bad as
// --fail-on says.
Exit exit_for(const banner::ServerReport& report, policy::Verdict fail_on);

}  // namespace commands
