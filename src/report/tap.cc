#include "report/tap.h"

#include <fmt/format.h>

#include "base/text.h"

namespace report {
namespace {

using session::Outcome;
using session::Verdict;

// In a description `#` would begin a directive.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : base::printable(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// Why a test point failed, as a YAML block.
std::string diagnostics(const Outcome& outcome) {
  std::string out = fmt::format("  ---\n  tries: {}\n  ms: {}\n  account: |\n", outcome.tries,
                                outcome.took.count());
  std::string text = account(outcome);
  if (text.ends_with('\n')) text.pop_back();
  for (const std::string_view line : base::split(text, '\n'))
    out += fmt::format("    {}\n", base::printable(line));
  return out + "  ...\n";
}

}  // namespace

Tap::Tap(std::ostream& out) : out_(out) { out_ << "TAP version 14\n"; }

void Tap::file(std::size_t, const Outcome& outcome) {
  const bool failed = outcome.verdict == Verdict::failed;
  out_ << fmt::format("{}ok {} - {}", failed ? "not " : "", ++ended_, escaped(outcome.title));
  if (outcome.verdict == Verdict::skipped) out_ << " # SKIP " << escaped(outcome.skipped);
  out_ << '\n' << (failed ? diagnostics(outcome) : "") << std::flush;
}

void Tap::end(const RunTotals& totals) {
  if (totals.not_run > 0)
    out_ << fmt::format("Bail out! {} not run\n", counted(totals.not_run, "file"));
  else
    out_ << fmt::format("1..{}\n", ended_);
  out_ << std::flush;
}

}  // namespace report
