// Who tells of a run of session files: as text, as JSON, JUnit or TAP, as GitHub's annotations.
#pragma once

#include <cstddef>
#include <string>

#include "base/deadline.h"
#include "session/run_file.h"

namespace report {

struct RunTotals {
  std::size_t passed = 0, failed = 0, skipped = 0;
  std::size_t not_run = 0;  // --fail-fast or a signal ended the run before
  std::size_t checks = 0;
  base::Duration took{};

  void add(const session::Outcome& outcome);
};

class RunReport {
 public:
  virtual ~RunReport() = default;

  // A file has ended. `number` is its place in the order of the arguments, from 0; files end in
  // any order. Never called by two threads at a time.
  virtual void file(std::size_t number, const session::Outcome& outcome) = 0;
  // A file that was to be run, and was not begun before the run ended.
  virtual void not_run([[maybe_unused]] std::size_t number,
                       [[maybe_unused]] const session::Outcome& outcome) {}
  virtual void end(const RunTotals& totals) = 0;
};

// Why a file failed, in one line, the first of several reasons; empty when it did not.
std::string headline(const session::Outcome& outcome);

// The same at length: every reason with its line and caret, the reply in full, what its code means,
// and the conversation up to there. Empty when it did not fail.
std::string account(const session::Outcome& outcome);

// "1 file", "12,000 checks".
std::string counted(std::size_t number, const std::string& noun);

}  // namespace report
