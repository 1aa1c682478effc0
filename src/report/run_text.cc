#include "report/run_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/cursor.h"

namespace report {
namespace {

using session::Outcome;
using session::Verdict;

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "ok";
    case Verdict::failed:
      return "FAIL";
    case Verdict::skipped:
      return "skip";
  }
  return "";
}

Paint paint_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return Paint::server;
    case Verdict::failed:
      return Paint::refusal;
    case Verdict::skipped:
      return Paint::warning;
  }
  return Paint::plain;
}

std::string about(const Outcome& outcome) {
  if (outcome.tries == 0) return "it cannot be run";
  const std::string tries = outcome.tries > 1 ? fmt::format(", {} tries", outcome.tries) : "";
  const std::string spent =
      fmt::format("{} in {}", counted(outcome.checks, "check"), base::show_duration(outcome.took));
  if (outcome.verdict == Verdict::skipped) return outcome.skipped;
  if (outcome.verdict == Verdict::passed) return spent + tries;
  return fmt::format("{}, {}{}", counted(outcome.failures.size(), "failure"), spent, tries);
}

}  // namespace

void RunText::file(std::size_t, const Outcome& outcome) {
  if (options_.quiet && outcome.verdict != Verdict::failed) return;
  out_ << style_.paint(paint_of(outcome.verdict), fmt::format("{:<4}", word(outcome.verdict)))
       << ' ' << base::printable(outcome.title) << ": " << about(outcome) << '\n';
  for (const session::Finding& finding : outcome.findings)
    if (!finding.fatal) out_ << point_at(finding.place, "warning: " + finding.text) << '\n';
  out_ << account(outcome) << std::flush;
}

void RunText::end(const RunTotals& totals) {
  const std::size_t files = totals.passed + totals.failed + totals.skipped + totals.not_run;
  out_ << fmt::format("{}: {} passed, {} failed, {} skipped", counted(files, "file"), totals.passed,
                      totals.failed, totals.skipped);
  if (totals.not_run > 0) out_ << fmt::format(", {} not run", totals.not_run);
  out_ << fmt::format("; {} in {}\n", counted(totals.checks, "check"),
                      base::show_duration(totals.took));
}

}  // namespace report
