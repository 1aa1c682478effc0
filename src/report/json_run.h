// A run of session files as JSON, one object a line: each step of a file that has ended, the file,
// and at the end of all the summary.
#pragma once

#include <ostream>

#include "report/run_report.h"

namespace report {

// {"type": "step", ...}, {"type": "file", ...}, {"type": "run", ...}; ehlo-run(1) has the fields.
// Bytes that are not UTF-8 stand as \xHH.
class JsonRun : public RunReport {
 public:
  explicit JsonRun(std::ostream& out) : out_(out) {}

  void file(std::size_t number, const session::Outcome& outcome) override;
  void end(const RunTotals& totals) override;

 private:
  std::ostream& out_;
};

}  // namespace report
