// All that `ehlo probe` shows and writes of its results.
//
// With --junit, --nagios and --baseline memory grows with the number of targets; with nothing else.
#pragma once

#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/lists/bulk.h"
#include "commands/probe/options.h"
#include "commands/probe/plan.h"
#include "commands/probe/record.h"
#include "report/baseline.h"
#include "report/junit_probe.h"
#include "report/nagios_probe.h"

namespace commands {

class ProbeOutput {
 public:
  // Opens the files. Error kind usage for options that exclude each other, parse for a value, io or
  // no_input for a file. All of it must outlive the output.
  static base::Result<std::unique_ptr<ProbeOutput>> open(const ProbeOptions& options,
                                                         const ProbePlan& plan, Env& env);

  // Hears the conversations with one address, to keep them; often empty. From any thread.
  smtp::Transcript::Listener listener(const probe::HostFacts& host,
                                      const probe::AddressFacts& address);

  // A target was looked at: adds it to the reports. What is to be told of it now, which is nothing
  // with --nagios. From any thread.
  Told target(const probe::TargetResult& result);

  // A signal came before the target had been looked at: the reports name it as left out.
  void left_out(const std::string& target);

  // Ends the reports, and gives the exit status of the whole, where `worst` is that of the targets.
  Exit finish(Exit worst);

 private:
  ProbeOutput(const ProbeOptions& options, const ProbePlan& plan, ProbeRecord record, Env& env);
  base::Result<void> open_files();
  base::Result<void> read_limits();
  void add_to_files(const probe::TargetResult& result);
  std::string shown(const probe::TargetResult& result, Exit exit,
                    const report::Comparison* since) const;
  void complain_once(const base::Error& error);

  const ProbeOptions& options_;
  const ProbePlan& plan_;
  Env& env_;
  ProbeRecord record_;
  std::mutex mutex_;
  std::optional<report::Baseline> baseline_;
  report::NagiosLimits limits_;
  std::vector<probe::TargetResult> monitored_;
  report::JunitProbe junit_;
  std::ofstream junit_file_, session_file_;
  bool annotate_ = false, session_written_ = false;
  std::optional<base::Error> trouble_;
};

// An error that ends the command: told to people, or with --nagios on its one line.
Exit refuse_probe(const ProbeOptions& options, const base::Error& error, Env& env);

}  // namespace commands
