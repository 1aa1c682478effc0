#include "commands/run/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "commands/colour.h"
#include "commands/github.h"
#include "report/github.h"
#include "report/json_run.h"
#include "report/junit.h"
#include "report/run_text.h"
#include "report/tap.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

}  // namespace

Exit exit_for(const session::Outcome& outcome) {
  Exit exit = Exit::ok;
  if (outcome.error) exit = exit_for(outcome.error->kind);
  if (std::ranges::any_of(outcome.findings, &session::Finding::fatal))
    exit = worse(exit, Exit::data);
  for (const session::Failure& failure : outcome.failures)
    exit = worse(exit, failure.error ? exit_for(failure.error->kind) : Exit::check);
  return exit;
}

void RunOutput::open_report(const RunOptions& options) {
  if (options.json) {
    wants_steps_ = true;
    reports_.push_back(std::make_unique<report::JsonRun>(env_.out));
  } else if (options.tap) {
    reports_.push_back(std::make_unique<report::Tap>(env_.out));
  } else {
    reports_.push_back(std::make_unique<report::RunText>(
        env_.out, report::RunTextOptions{wants_colour(options.color, env_.out_is_terminal, env_),
                                         options.quiet}));
  }
}

Result<std::unique_ptr<RunOutput>> RunOutput::open(const RunOptions& options, Env& env) {
  if (options.json && options.tap)
    return fail(ErrorKind::usage, "--json and --tap exclude each other");
  std::unique_ptr<RunOutput> output(new RunOutput(env));
  if (!options.junit.empty()) {
    output->junit_.open(options.junit, std::ios::binary);
    if (!output->junit_)
      return fail(ErrorKind::io,
                  fmt::format("--junit: cannot write {}: {}", base::printable(options.junit),
                              base::to_lower(std::strerror(errno))));
    output->reports_.push_back(std::make_unique<report::Junit>(output->junit_));
  }
  output->open_report(options);
  if (is_on_github(env))
    output->reports_.push_back(std::make_unique<report::GithubAnnotations>(env.err));
  if (options.verbose) {
    report::TranscriptOptions shown;
    shown.coloured = wants_colour(options.color, env.err_is_terminal, env);
    output->log_ = std::make_unique<report::SessionLog>(env.err, shown);
  }
  return output;
}

void RunOutput::file(std::size_t number, const session::Outcome& outcome) {
  const std::lock_guard lock(mutex_);
  totals_.add(outcome);
  exit_ = worse(exit_, exit_for(outcome));
  for (const auto& report : reports_) report->file(number, outcome);
}

void RunOutput::not_run(std::size_t number, const session::Outcome& outcome) {
  for (const auto& report : reports_) report->not_run(number, outcome);
}

Exit RunOutput::finish(std::size_t not_run, base::Duration took) {
  totals_.not_run = not_run;
  totals_.took = took;
  for (const auto& report : reports_) report->end(totals_);
  const bool written = static_cast<bool>(env_.out.flush());
  const bool reported = !junit_.is_open() || junit_.flush();
  if (!written) env_.err << "ehlo: run: standard output could not be written whole\n";
  if (!reported) env_.err << "ehlo: run: --junit: the file could not be written whole\n";
  return written && reported ? exit_ : worse(exit_, Exit::io);
}

}  // namespace commands
