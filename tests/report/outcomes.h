// Outcomes of session files, for the tests of everything that reports them.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "session/cursor.h"
#include "session/parser.h"
#include "session/run_file.h"

namespace test {

using namespace std::chrono_literals;

inline session::Place place(std::size_t line, std::size_t at = 3,
                            const std::string& name = "t.smtp") {
  const auto script = session::parse("S: 220\nC: A\nS: 250 2.1.0\nS: 450 4.7.1\n", name);
  REQUIRE(script);
  return {script->source, line, at};
}

inline session::Outcome passed(const std::string& file = "ok.smtp") {
  session::Outcome outcome;
  outcome.file = outcome.title = file;
  outcome.checks = 3;
  outcome.tries = 1;
  outcome.took = 12ms;
  return outcome;
}

inline session::Outcome skipped() {
  session::Outcome outcome = passed("skip.smtp");
  outcome.verdict = session::Verdict::skipped;
  outcome.skipped = "not so: ehlo STARTTLS";
  return outcome;
}

// An expectation that did not hold.
inline session::Outcome failed() {
  session::Outcome outcome = passed("t.smtp");
  outcome.verdict = session::Verdict::failed;
  outcome.took = 1034ms;
  session::Failure failure{place(4), "expected 450 4.7.1, got 550 5.1.1", {}, {}, {}, {}, {}};
  failure.pointed = session::point_at(failure.place, failure.text);
  failure.reply = smtp::Reply{550, {"5.1.1 no <such> user"}};
  failure.took = 7ms;
  failure.dialogue = "@connect mx:25\nS: 220 x\nC: A\nS: 550 5.1.1 no <such> user\n";
  outcome.failures.push_back(failure);
  return outcome;
}

// No conversation came about.
inline session::Outcome unreachable() {
  session::Outcome outcome = passed("t.smtp");
  outcome.verdict = session::Verdict::failed;
  outcome.checks = 0;
  const std::string text = "cannot connect to 192.0.2.1:25: connection refused";
  outcome.failures.push_back({place(1),
                              text,
                              {},
                              {},
                              "@connect mx:25\n",
                              session::point_at(place(1), text),
                              base::Error{base::ErrorKind::connect, base::Stage::connect, text}});
  return outcome;
}

// It does not parse.
inline session::Outcome broken() {
  session::Outcome outcome;
  outcome.file = outcome.title = "b.smtp";
  outcome.verdict = session::Verdict::failed;
  outcome.error = base::Error{base::ErrorKind::parse, base::Stage::none,
                              "b.smtp:1:4: expected a reply code\n  S: x\n     ^"};
  return outcome;
}

// A variable is not set, and something is worth a look.
inline session::Outcome unset() {
  session::Outcome outcome;
  outcome.file = outcome.title = "t.smtp";
  outcome.verdict = session::Verdict::failed;
  outcome.findings = {{place(2), "variable 'a' is not set", true},
                      {place(3), "4.1.0 does not bind", false}};
  return outcome;
}

}  // namespace test
