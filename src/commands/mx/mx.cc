#include "commands/mx/mx.h"

#include <algorithm>
#include <memory>

#include "commands/colour.h"
#include "commands/complain.h"
#include "commands/https_fetch.h"
#include "commands/lists/list_reader.h"
#include "commands/mx/domain_name.h"
#include "commands/mx/list.h"
#include "commands/mx/plan.h"
#include "commands/mx/route.h"
#include "commands/mx/spf.h"
#include "commands/mx/tlsa.h"
#include "dns/cache.h"
#include "report/json_mx.h"
#include "report/mx_text.h"

namespace commands {
namespace {

using base::Result;

std::string shown(const policy::DomainReport& report, const MxOptions& options, const Env& env) {
  if (options.json) return report::json_of(report);
  if (options.brief)
    return report::short_domain(report, options.domains.size() > 1 ? report.domain : "");
  return report::domain_text(
      report, {.paint = report::Style(wants_colour(options.color, env.out_is_terminal, env)),
               .columns = static_cast<std::size_t>(env.columns),
               .all = options.all,
               .explain = options.explain});
}

Exit look_at_each(const MxOptions& options, const MxPlan& plan, dns::Resolver& asking, Env& env) {
  Exit exit = Exit::ok;
  dns::Cache cache;
  dns::CachingResolver resolver(asking, cache);
  const policy::Fetch fetch =
      https_fetch(resolver, env.dialer, options.tls_ca_path, reach_of(options.dns_servers));
  for (const std::string& name : options.domains) {
    const auto domain = domain_to_ask(name);
    if (!domain) {
      exit = worse(exit, complain(env, "mx", domain.error()));
      continue;
    }
    const bool between = &name != &options.domains.front() && !options.json && !options.brief;
    policy::ask_ahead(resolver, {*domain}, plan.wish, plan.deadline());
    const auto report =
        policy::look_at_domain(resolver, *domain, plan.wish, fetch, plan.deadline());
    env.out << (between ? "\n" : "") << shown(report, options, env) << std::flush;
    if (options.brief) tell_why_no_hosts(report, env);
    exit = worse(exit, exit_for(report, plan.fail_on));
  }
  return exit;
}

Exit run_mx(const MxOptions& options, Env& env) {
  auto plan = plan_mx(options);
  if (!plan) return complain(env, "mx", plan.error());
  plan->wish.now = std::chrono::system_clock::to_time_t(env.now());
  if (!options.tlsa_for.empty()) return print_tlsa(options, env);
  if (std::ranges::any_of(options.domains, is_list)) return look_at_list(options, *plan, env);
  const auto resolver = mx_resolver(options, *plan, env);
  if (!resolver) return complain(env, "mx", resolver.error());
  if (!options.route.empty()) return show_route(options, *plan, **resolver, env);
  if (!options.spf_check.empty()) return check_spf_client(options, *plan, **resolver, env);
  return look_at_each(options, *plan, **resolver, env);
}

}  // namespace

Run attach_mx(CLI::App& app) {
  auto options = std::make_shared<MxOptions>();
  bind_mx_options(app, *options);
  return [options](Env& env) { return run_mx(*options, env); };
}

}  // namespace commands
