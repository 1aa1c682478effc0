#include "commands/banner/banner.h"

#include <algorithm>
#include <memory>

#include "commands/banner/plan.h"
#include "commands/colour.h"
#include "commands/complain.h"
#include "commands/lists/resolvers.h"
#include "commands/stop_signals.h"
#include "dns/cache.h"
#include "net/interruptible.h"
#include "report/banner_text.h"
#include "report/json_banner.h"

namespace commands {
namespace {

constexpr std::size_t kLeastTarget = 20, kMostTarget = 40;

report::BannerStyle style_of(const BannerOptions& options, const Env& env) {
  std::size_t widest = kLeastTarget;
  for (const std::string& target : options.bulk.targets)
    widest = std::max(widest, target.size() + 3);  // the port is shown too
  return {.paint = report::Style(wants_colour(options.color, env.out_is_terminal, env)),
          .columns = static_cast<std::size_t>(env.columns),
          .target_width = std::min(widest, kMostTarget)};
}

Told cut_short(const banner::ServerReport& report) {
  return {.text = report.look.error ? report.look.error->text : "", .cut_short = true};
}

report::ResultStatus status_of(const banner::ServerReport& report, Exit exit) {
  return {status(exit), status(exit_for(report, policy::Verdict::warn)),
          status(exit_for(report, policy::Verdict::fail))};
}

Exit run_banner(const BannerOptions& options, Env& env) {
  const auto plan = plan_banner(options, env);
  if (!plan) return complain(env, "banner", plan.error());
  const auto resolvers =
      make_resolvers(workers_for(options.bulk), {options.dns_servers, plan->dialing.timeout}, env);
  if (!resolvers) return complain(env, "banner", resolvers.error());
  if (const auto good = check_bulk_options(options.bulk, env); !good)
    return complain(env, "banner", good.error());
  const bool json = options.json || !options.bulk.resume.empty();
  const report::BannerStyle style = style_of(options, env);
  if (!json && !options.bulk.merge) env.out << report::banner_header(style);
  dns::Cache cache;
  const auto look_at = [&](const std::string& target, std::size_t worker, Politeness& politeness) {
    dns::CachingResolver resolver(*(*resolvers)[worker], cache);
    const auto reports = look_at_target(target, *plan, resolver, env.dialer, politeness);
    if (net::is_interrupted(env.dialer)) return cut_short(reports.back());
    Told told;
    for (std::size_t i = 0; i < reports.size(); ++i) {
      const Exit exit = exit_for(reports[i], plan->fail_on);
      told.exit = worse(told.exit, exit);
      told.text +=
          json ? report::json_of(reports[i], i + 1, reports.size(), status_of(reports[i], exit))
               : report::banner_text(reports[i], style);
    }
    return told;
  };
  const StopSignals signals([&env] { env.dialer.interrupt(); }, kTimeToStop);
  const Exit exit = run_bulk(options.bulk, {"banner", "servers", options.fail_on}, env, look_at);
  if (signals.caught() != 0 && env.out.flush() && env.err.flush()) die_of(signals.caught());
  return exit;
}

}  // namespace

Run attach_banner(CLI::App& app) {
  auto options = std::make_shared<BannerOptions>();
  bind_banner_options(app, *options);
  return [options](Env& env) { return run_banner(*options, env); };
}

}  // namespace commands
