#include "commands/probe/probe.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "base/text.h"
#include "commands/complain.h"
#include "commands/https_fetch.h"
#include "commands/lists/resolvers.h"
#include "commands/pool.h"
#include "commands/probe/output.h"
#include "commands/probe/plan.h"
#include "commands/probe/targets_plan.h"
#include "commands/stop_signals.h"
#include "dns/cache.h"
#include "net/interruptible.h"
#include "probe/checks.h"
#include "probe/judge.h"
#include "probe/visit.h"
#include "report/json_probe.h"
#include "report/probe_text.h"

namespace commands {
namespace {

// Addresses of one target that are looked at together, each with one connection at a time: so many
// of a single target, and so many at least of each of a list.
constexpr std::size_t kTogether = 16, kLeastTogether = 4;

// Of the addresses that were waited for, the first.
std::string where_it_was(const probe::TargetResult& result) {
  for (const probe::HostResult& host : result.hosts)
    for (const probe::AddressResult& address : host.addresses)
      if (const auto& error = address.facts.error; error && error->kind == base::ErrorKind::io)
        return error->text;
  return "";
}

// Looks at targets, several at a time.
class Prober {
 public:
  Prober(const ProbeOptions& options, const ProbePlan& plan, const Resolvers& resolvers,
         ProbeOutput& output, Env& env)
      : options_(options),
        plan_(plan),
        resolvers_(resolvers),
        output_(output),
        env_(env),
        together_(std::max(kTogether / workers_for(plan.bulk), kLeastTogether)) {}

  Told look_at(const std::string& text, std::size_t worker, Politeness& politeness) {
    const auto target = target_of(text, options_, plan_);
    if (!target) return output_.target({.target = text, .trouble = target.error()});
    dns::CachingResolver resolver(*resolvers_[worker], cache_);
    const policy::Fetch fetch =
        https_fetch(resolver, env_.dialer, options_.tls_ca_path, reach_of(options_.dns_servers));
    probe::TargetResult result =
        probe::look_up(*target, plan_.wish, resolver, fetch, plan_.deadline());
    visit_all(result, politeness);
    if (net::is_interrupted(env_.dialer)) return {.text = where_it_was(result), .cut_short = true};
    probe::judge(result, plan_.wish);
    return output_.target(result);
  }

 private:
  void visit_all(probe::TargetResult& result, Politeness& politeness) {
    struct Errand {
      const probe::HostFacts* host;
      probe::AddressResult* address;
    };
    std::vector<Errand> errands;
    for (probe::HostResult& host : result.hosts)
      for (probe::AddressResult& address : host.addresses)
        errands.push_back({&host.facts, &address});
    work_through(errands.size(), together_, [&](std::size_t task, std::size_t) {
      const auto& [host, address] = errands[task];
      const auto pass = politeness.wait_for(address->facts.address);
      probe::visit(env_.dialer, *host, plan_.wish, *address,
                   output_.listener(*host, address->facts));
      return true;
    });
  }

  const ProbeOptions& options_;
  const ProbePlan& plan_;
  const Resolvers& resolvers_;
  ProbeOutput& output_;
  Env& env_;
  const std::size_t together_;
  dns::Cache cache_;
};

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

Exit look_at_each(const ProbeOptions& options, const ProbePlan& plan, const Resolvers& resolvers,
                  ProbeOutput& output, Env& env) {
  for (const std::string& intention : probe::intentions(plan.wish.tests))
    env.err << "ehlo: probe: " << intention << '\n';
  Prober prober(options, plan, resolvers, output, env);
  const BulkWords words{"probe", "targets", options.fail_on, writes_json(options) ? "" : "\n",
                        !options.report.nagios};
  const StopSignals signals([&env] { env.dialer.interrupt(); }, kTimeToStop);
  const Exit exit = output.finish(run_bulk(
      plan.bulk, words, env,
      [&](const std::string& target, std::size_t worker, Politeness& politeness) {
        return prober.look_at(target, worker, politeness);
      },
      [&](const std::string& target) { output.left_out(target); }));
  if (signals.caught() != 0 && env.out.flush() && env.err.flush()) die_of(signals.caught());
  return exit;
}

Exit run_probe(const ProbeOptions& options, Env& env) {
  if (options.list_checks) {
    env.out << (options.json ? report::json_check_list() : report::check_list());
    return Exit::ok;
  }
  if (!options.explain.empty()) return explain(options.explain, env);
  const auto plan = plan_probe(options, env);
  if (!plan) return refuse_probe(options, plan.error(), env);
  const auto resolvers =
      make_resolvers(workers_for(plan->bulk), {options.dns_servers, plan->dns_timeout}, env);
  if (!resolvers) return refuse_probe(options, resolvers.error(), env);
  const auto output = ProbeOutput::open(options, *plan, env);
  if (!output) return refuse_probe(options, output.error(), env);
  return look_at_each(options, *plan, *resolvers, **output, env);
}

}  // namespace

Run attach_probe(CLI::App& app) {
  auto options = std::make_shared<ProbeOptions>();
  bind_probe_options(app, *options);
  return [options](Env& env) { return run_probe(*options, env); };
}

}  // namespace commands
