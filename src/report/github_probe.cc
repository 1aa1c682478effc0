#include "report/github_probe.h"

#include <fmt/format.h>

#include "report/workflow_command.h"

namespace report {

using probe::Finding;
using probe::Spot;
using probe::Verdict;

std::string github_annotations(const probe::TargetResult& result) {
  std::string lines;
  for_each_finding(result, [&](const Spot& spot, const Finding& finding) {
    if (finding.verdict < Verdict::warn) return;
    const std::string shown = spot.shown();
    const std::string title =
        fmt::format("{} at {}", finding.check->id, shown.empty() ? result.target : shown);
    lines += workflow_command(
        finding.verdict == Verdict::fail ? "error" : "warning", {{"title", title}},
        finding.fix.empty() ? finding.reason
                            : fmt::format("{}\nfix: {}", finding.reason, finding.fix));
  });
  if (result.trouble)
    lines += workflow_command("error", {{"title", result.target}}, result.trouble->text);
  return lines;
}

}  // namespace report
