// Failures of a run as annotations of GitHub Actions: shown at their line in a pull request.
#pragma once

#include <ostream>
#include <string>

#include "report/run_report.h"

namespace report {

// "::error file=a.smtp,line=5,col=4::expected 250, got 550", a line a failure. Whatever
// would end a property or start another command is escaped, as the runner wants it (%25, %0A, ...).
// They go out together at the end: conversations are shown on the same stream until then.
class GithubAnnotations : public RunReport {
 public:
  explicit GithubAnnotations(std::ostream& out) : out_(out) {}

  void file(std::size_t number, const session::Outcome& outcome) override;
  void end(const RunTotals& totals) override;

 private:
  void annotate(std::string_view level, const session::Place& place, std::string_view text);

  std::ostream& out_;
  std::string text_;
};

}  // namespace report
