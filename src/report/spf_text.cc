#include "report/spf_text.h"

#include <fmt/format.h>

#include "base/text.h"

namespace report {
namespace {

using base::printable;
using policy::SpfOutcome;
using policy::SpfResult;
using policy::SpfStep;
using policy::SpfVisit;

std::string_view sense(SpfResult result) {
  switch (result) {
    case SpfResult::none:
      return "publishes no SPF record, so it says nothing about";
    case SpfResult::neutral:
      return "says neither yes nor no to";
    case SpfResult::pass:
      return "lets send";
    case SpfResult::fail:
      return "forbids";
    case SpfResult::softfail:
      return "doubts";
    case SpfResult::temperror:
      return "could not be asked about";
    case SpfResult::permerror:
      return "has a broken SPF record, which says nothing about";
  }
  return "";
}

std::string_view outcome_words(SpfOutcome outcome) {
  switch (outcome) {
    case SpfOutcome::no_match:
      return "no match";
    case SpfOutcome::match:
      return "match";
    case SpfOutcome::temperror:
      return "temperror";
    case SpfOutcome::permerror:
      return "permerror";
  }
  return "";
}

void add_visit(const SpfVisit& visit, std::size_t depth, std::string& text) {
  text += fmt::format("{:{}}{}: {}\n", "", 2 * depth, printable(visit.domain),
                      visit.record.empty() ? "no record" : printable(visit.record));
  for (const SpfStep& step : visit.steps) {
    text += fmt::format("{:{}}{}: {}{}{}\n", "", 2 * depth + 2, printable(step.term),
                        outcome_words(step.outcome), step.reason.empty() ? "" : ", ", step.reason);
    for (const SpfVisit& inner : step.inner) add_visit(inner, depth + 2, text);
  }
  if (visit.problem) text += fmt::format("{:{}}{}\n", "", 2 * depth + 2, visit.problem->text);
}

}  // namespace

std::string spf_text(const policy::SpfVerdict& verdict, const policy::SpfClient& client) {
  std::string text = fmt::format("{}: {} {} {}", policy::spf_result_name(verdict.result),
                                 printable(client.domain), sense(verdict.result), client.ip.show());
  if (!verdict.mechanism.empty()) text += fmt::format(", by {}", printable(verdict.mechanism));
  text += fmt::format(" ({} of {} lookups)\n", verdict.lookups, policy::kMaxSpfLookups);
  if (!verdict.problem.empty()) text += fmt::format("  why: {}\n", verdict.problem);
  if (!verdict.explanation.empty())
    text += fmt::format("  the domain says: {}\n", verdict.explanation);
  add_visit(verdict.way, 1, text);
  return text;
}

std::string short_spf(const policy::SpfVerdict& verdict) {
  return fmt::format("{} {}\n", policy::spf_result_name(verdict.result),
                     verdict.mechanism.empty() ? "-" : printable(verdict.mechanism));
}

}  // namespace report
