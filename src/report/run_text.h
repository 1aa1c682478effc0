// A run of session files as text: one line a file, below it why it failed, at the end a summary.
#pragma once

#include <ostream>

#include "report/run_report.h"
#include "report/style.h"

namespace report {

struct RunTextOptions {
  bool coloured = false;
  bool quiet = false;  // only what failed, and the summary
};

class RunText : public RunReport {
 public:
  RunText(std::ostream& out, RunTextOptions options)
      : out_(out), options_(options), style_(options.coloured) {}

  void file(std::size_t number, const session::Outcome& outcome) override;
  void end(const RunTotals& totals) override;

 private:
  std::ostream& out_;
  RunTextOptions options_;
  Style style_;
};

}  // namespace report
