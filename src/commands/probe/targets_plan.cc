#include "commands/probe/targets_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

Result<void> check_merge(const ProbeReportOptions& report) {
  const bool reports = report.nagios || !report.junit.empty() || !report.baseline.empty() ||
                       !report.record.empty() || !report.emit_session.empty();
  if (!reports) return {};
  return fail(ErrorKind::usage,
              "--merge only joins files: it goes with no --nagios, --junit, --baseline, --record "
              "and --emit-session");
}

// A monitor's line speaks of what it was set up for, and must not grow with a list.
Result<void> check_many(const ProbeOptions& options, const ProbePlan& plan) {
  if (options.report.nagios && (plan.lists || !options.bulk.resume.empty()))
    return fail(ErrorKind::usage,
                "--nagios is one line about the targets of the command line: it goes with no "
                "list, no network and no --resume");
  if (!options.report.record.empty() && options.bulk.per_host > 1)
    return fail(ErrorKind::usage,
                "--record has one file for an address: it goes with no --per-host above 1");
  return {};
}

}  // namespace

Result<void> plan_targets(const ProbeOptions& options, const Env& env, ProbePlan& plan) {
  if (auto good = check_bulk_options(options.bulk, env); !good) return good;
  plan.bulk = options.bulk;
  plan.bulk.targets = all_targets(options.bulk.targets, options.report);
  if (plan.bulk.targets.empty())
    return fail(ErrorKind::usage, "no target is given; see 'ehlo probe --help'");
  if (plan.bulk.merge) return check_merge(options.report);
  for (const std::string& text : plan.bulk.targets) {
    if (is_many(text)) {
      plan.lists = true;
      continue;
    }
    auto target = probe::parse_target(text, options.submission);
    if (!target) return fail(target.error());
    plan.named.push_back(std::move(*target));
  }
  plan.bulk.in_order = plan.bulk.in_order || !plan.lists;
  return check_many(options, plan);
}

Result<probe::Target> target_of(const std::string& text, const ProbeOptions& options,
                                const ProbePlan& plan) {
  const auto named = std::ranges::find(plan.named, text, &probe::Target::shown);
  if (named != plan.named.end()) return *named;
  auto target = probe::parse_target(text, options.submission);
  if (target && target->endpoint.kind == net::Endpoint::Kind::child)
    return fail(ErrorKind::parse,
                fmt::format("'{}': a list cannot run commands", base::printable(text)));
  return target;
}

}  // namespace commands
