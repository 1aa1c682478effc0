// A run of session files as TAP version 14, one test point a file, in the order in which they end.
#pragma once

#include <ostream>

#include "report/run_report.h"

namespace report {

// The plan stands at the end; a run that --fail-fast ended says so with "Bail out!".
class Tap : public RunReport {
 public:
  explicit Tap(std::ostream& out);

  void file(std::size_t number, const session::Outcome& outcome) override;
  void end(const RunTotals& totals) override;

 private:
  std::ostream& out_;
  std::size_t ended_ = 0;
};

}  // namespace report
