#include "commands/probe.h"

#include <memory>
#include <vector>

#include "base/text.h"
#include "commands/colour.h"
#include "commands/complain.h"
#include "commands/https_fetch.h"
#include "commands/pool.h"
#include "commands/probe_plan.h"
#include "dns/cache.h"
#include "probe/checks.h"
#include "probe/judge.h"
#include "probe/visit.h"
#include "report/json_probe.h"
#include "report/probe_text.h"

namespace commands {
namespace {

// Addresses of one target that are looked at together: each gets one connection at a time.
constexpr std::size_t kTogether = 16;

void visit_all(probe::TargetResult& result, const ProbePlan& plan, Env& env) {
  struct Errand {
    const probe::HostFacts* host;
    probe::AddressResult* address;
  };
  std::vector<Errand> errands;
  for (probe::HostResult& host : result.hosts)
    for (probe::AddressResult& address : host.addresses) errands.push_back({&host.facts, &address});
  work_through(errands.size(), kTogether, [&](std::size_t task, std::size_t) {
    probe::visit(env.dialer, *errands[task].host, plan.wish, *errands[task].address);
    return true;
  });
}

// The first of these that is set decides, as POSIX says.
bool speaks_utf8(const Env& env) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const auto value = env.getenv(name); value && !value->empty()) {
      const std::string locale = base::to_lower(*value);
      return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    }
  return false;
}

std::string shown(const probe::TargetResult& result, const ProbeOptions& options, const Env& env) {
  if (options.json) return report::json_of(result);
  return report::probe_text(
      result, {.paint = report::Style(wants_colour(options.color, env.out_is_terminal, env)),
               .columns = static_cast<std::size_t>(env.columns),
               .utf8 = speaks_utf8(env),
               .all = options.all});
}

Exit explain(const std::string& id, Env& env) {
  const probe::Check* check = probe::find_check(id);
  if (check == nullptr)
    return complain(
        env, "probe",
        {base::ErrorKind::parse, base::Stage::none,
         "--explain: there is no check '" + base::printable(id) + "'; --list-checks shows them"});
  env.out << report::check_page(*check);
  return Exit::ok;
}

Exit look_at_each(const ProbeOptions& options, const ProbePlan& plan, dns::Resolver& asking,
                  Env& env) {
  Exit exit = Exit::ok;
  dns::Cache cache;
  dns::CachingResolver resolver(asking, cache);
  const policy::Fetch fetch = https_fetch(resolver, env.dialer, options.tls_ca_path);
  for (const probe::Target& target : plan.targets) {
    probe::TargetResult result =
        probe::look_up(target, plan.wish, resolver, fetch, plan.deadline());
    visit_all(result, plan, env);
    probe::judge(result, plan.wish);
    const bool between = &target != &plan.targets.front() && !options.json;
    env.out << (between ? "\n" : "") << shown(result, options, env) << std::flush;
    exit = worse(exit, exit_for(result, plan.fail_on));
  }
  return exit;
}

Exit run_probe(const ProbeOptions& options, Env& env) {
  if (options.list_checks) {
    env.out << (options.json ? report::json_check_list() : report::check_list());
    return Exit::ok;
  }
  if (!options.explain.empty()) return explain(options.explain, env);
  const auto plan = plan_probe(options, env);
  if (!plan) return complain(env, "probe", plan.error());
  const auto resolver = probe_resolver(options, *plan, env);
  if (!resolver) return complain(env, "probe", resolver.error());
  return look_at_each(options, *plan, **resolver, env);
}

}  // namespace

Run attach_probe(CLI::App& app) {
  auto options = std::make_shared<ProbeOptions>();
  bind_probe_options(app, *options);
  return [options](Env& env) { return run_probe(*options, env); };
}

}  // namespace commands
