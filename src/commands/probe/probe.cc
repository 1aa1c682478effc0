#include "commands/probe/probe.h"

#include <memory>
#include <vector>

#include "base/text.h"
#include "commands/complain.h"
#include "commands/https_fetch.h"
#include "commands/pool.h"
#include "commands/probe/output.h"
#include "commands/probe/plan.h"
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

void visit_all(probe::TargetResult& result, const ProbePlan& plan, ProbeOutput& output, Env& env) {
  struct Errand {
    const probe::HostFacts* host;
    probe::AddressResult* address;
  };
  std::vector<Errand> errands;
  for (probe::HostResult& host : result.hosts)
    for (probe::AddressResult& address : host.addresses) errands.push_back({&host.facts, &address});
  work_through(errands.size(), kTogether, [&](std::size_t task, std::size_t) {
    const Errand& errand = errands[task];
    probe::visit(env.dialer, *errand.host, plan.wish, *errand.address,
                 output.listener(*errand.host, errand.address->facts));
    return true;
  });
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
                  ProbeOutput& output, Env& env) {
  for (const std::string& intention : probe::intentions(plan.wish.tests))
    env.err << "ehlo: probe: " << intention << '\n';
  dns::Cache cache;
  dns::CachingResolver resolver(asking, cache);
  const policy::Fetch fetch = https_fetch(resolver, env.dialer, options.tls_ca_path);
  for (const probe::Target& target : plan.targets) {
    probe::TargetResult result =
        probe::look_up(target, plan.wish, resolver, fetch, plan.deadline());
    visit_all(result, plan, output, env);
    probe::judge(result, plan.wish);
    output.target(result);
  }
  return output.finish();
}

Exit run_probe(const ProbeOptions& options, Env& env) {
  if (options.list_checks) {
    env.out << (options.json ? report::json_check_list() : report::check_list());
    return Exit::ok;
  }
  if (!options.explain.empty()) return explain(options.explain, env);
  const auto plan = plan_probe(options, env);
  if (!plan) return refuse_probe(options, plan.error(), env);
  const auto resolver = probe_resolver(options, *plan, env);
  if (!resolver) return refuse_probe(options, resolver.error(), env);
  const auto output = ProbeOutput::open(options, *plan, env);
  if (!output) return refuse_probe(options, output.error(), env);
  return look_at_each(options, *plan, **resolver, **output, env);
}

}  // namespace

Run attach_probe(CLI::App& app) {
  auto options = std::make_shared<ProbeOptions>();
  bind_probe_options(app, *options);
  return [options](Env& env) { return run_probe(*options, env); };
}

}  // namespace commands
