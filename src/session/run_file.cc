#include "session/run_file.h"

#include <algorithm>

#include "base/text.h"
#include "net/interruptible.h"
#include "session/printer.h"

namespace session {
namespace {

using base::Duration;
using base::ErrorKind;
using Clock = std::chrono::steady_clock;

bool is_setting(const Statement& statement) {
  const auto* directive = std::get_if<Directive>(&statement.what);
  return directive != nullptr && (directive->verb == Verb::set || directive->verb == Verb::timeout);
}

std::size_t last_line(const Statement& statement) {
  const auto* hear = std::get_if<Hear>(&statement.what);
  return statement.place.line + (hear != nullptr ? hear->lines.size() - 1 : 0);
}

// What was included stands in the line of its @include, the one behind the last of the file's own.
void keep_lines(Script& script, const RunRules& rules) {
  std::size_t line = 0;
  std::erase_if(script.statements, [&](const Statement& statement) {
    const bool own = statement.place.source == script.source;
    const std::size_t here = own ? statement.place.line : line + 1;
    if (own) line = last_line(statement);
    if (here > rules.to_line) return true;
    return here < rules.from_line && !is_setting(statement);
  });
}

StepRecord record_of(const Stepped& step) {
  StepRecord record{step.statement.place, step.text, "", {}, {}};
  if (step.failure != nullptr) record.failure = step.failure->text;
  if (step.reply != nullptr) record.reply = *step.reply;
  record.took = step.took;
  return record;
}

void take(Outcome& outcome, Played played) {
  outcome.failures = std::move(played.failures);
  outcome.skipped = std::move(played.skipped);
  outcome.checks = played.checks;
  outcome.verdict = !outcome.failures.empty() ? Verdict::failed
                    : outcome.skipped.empty() ? Verdict::passed
                                              : Verdict::skipped;
}

bool may_pass_later(const Outcome& outcome) {
  return outcome.verdict == Verdict::failed &&
         std::ranges::none_of(outcome.failures, [](const Failure& failure) {
           return failure.error && (failure.error->kind == ErrorKind::usage ||
                                    failure.error->kind == ErrorKind::no_input ||
                                    failure.error->kind == ErrorKind::io);
         });
}

void play(Outcome& outcome, const Script& script, const RunRules& rules, const RunTools& tools,
          const smtp::Transcript& transcript) {
  ClientOptions client = tools.client;
  if (rules.keep_steps)
    client.stepped = [&](const Stepped& step) { outcome.steps.push_back(record_of(step)); };
  for (;;) {
    ++outcome.tries;
    outcome.steps.clear();
    Variables variables = tools.variables(outcome.file);
    take(outcome, play_client(script, client, variables, transcript));
    if (!may_pass_later(outcome) || outcome.tries > rules.retries) return;
    client.sleep(rules.retry_interval);
    if (net::is_interrupted(client.dialer)) return;
  }
}

void run(Outcome& outcome, const RunRules& rules, const RunTools& tools,
         const smtp::Transcript& transcript) {
  auto script = load(outcome.file, tools.read_file);
  if (!script) {
    outcome.error = script.error();
    return;
  }
  keep_lines(*script, rules);
  if (!rules.allow_unchecked && !has_expectations(*script)) {
    outcome.error = {ErrorKind::parse, base::Stage::none,
                     base::printable(outcome.file) +
                         ": it checks nothing: no S:, no ? and no @expect; "
                         "--allow-unchecked runs it all the same"};
    return;
  }
  outcome.findings = lint(*script, tools.variables(outcome.file), Side::client);
  if (std::ranges::none_of(outcome.findings, &Finding::fatal))
    play(outcome, *script, rules, tools, transcript);
}

}  // namespace

Outcome run_file(const std::string& file, const RunRules& rules, const RunTools& tools,
                 const smtp::Transcript& transcript) {
  const auto begun = Clock::now();
  Outcome outcome;
  outcome.file = outcome.title = file;
  run(outcome, rules, tools, transcript);
  if (outcome.tries == 0) outcome.verdict = Verdict::failed;
  outcome.took = std::chrono::duration_cast<Duration>(Clock::now() - begun);
  return outcome;
}

}  // namespace session
