// All that `ehlo run` shows and writes: the report on standard output, JUnit's file, GitHub's
// annotations, and with --verbose the conversations.
#pragma once

#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/run/options.h"
#include "report/run_report.h"
#include "report/session_log.h"

namespace commands {

class RunOutput {
 public:
  // Opens the files. Error kind usage for options that exclude each other, io for a file. Env must
  // outlive it.
  static base::Result<std::unique_ptr<RunOutput>> open(const RunOptions& options, Env& env);

  // True when somebody wants to know every step.
  bool wants_steps() const { return wants_steps_; }
  // The conversations that are shown; null: none.
  report::SessionLog* log() { return log_.get(); }

  // A file has ended; `number` is its place in the order of the arguments. From any thread.
  void file(std::size_t number, const session::Outcome& outcome);

  // A file that is not begun any more, before finish().
  void not_run(std::size_t number, const session::Outcome& outcome);

  // Ends the reports, and gives the exit status of the run.
  Exit finish(base::Duration took);

 private:
  explicit RunOutput(Env& env) : env_(env) {}
  void open_report(const RunOptions& options);

  Env& env_;
  bool wants_steps_ = false;
  std::ofstream junit_;
  std::unique_ptr<report::SessionLog> log_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<report::RunReport>> reports_;
  report::RunTotals totals_;
  Exit exit_ = Exit::ok;
};

// The exit status of one file: what kept it from being played or a conversation from being held
// has its own, an expectation that did not hold is 1.
Exit exit_for(const session::Outcome& outcome);

}  // namespace commands
