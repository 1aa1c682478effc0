#include "report/run_text.h"

#include <doctest/doctest.h>

#include <sstream>

#include "report/outcomes.h"

using namespace report;
using namespace std::chrono_literals;

namespace {

std::string told(const session::Outcome& outcome, RunTextOptions options = {}) {
  std::ostringstream out;
  RunText(out, options).file(0, outcome);
  return out.str();
}

std::string summary(const RunTotals& totals) {
  std::ostringstream out;
  RunText(out, {}).end(totals);
  return out.str();
}

}  // namespace

TEST_CASE("what passed is one line") {
  CHECK(told(test::passed()) == "ok   ok.smtp: 3 checks in 12 ms\n");
  session::Outcome again = test::passed();
  again.tries = 3;
  again.checks = 1;
  CHECK(told(again) == "ok   ok.smtp: 1 check in 12 ms, 3 tries\n");
}

TEST_CASE("what was skipped says why") {
  CHECK(told(test::skipped()) == "skip skip.smtp: not so: ehlo STARTTLS\n");
}

TEST_CASE("a failure shows its line, the reply, its time and meaning, and the conversation") {
  CHECK(told(test::failed()) ==
        "FAIL t.smtp: 1 failure, 3 checks in 1.0 s\n"
        "t.smtp:4:4: expected 450 4.7.1, got 550 5.1.1\n"
        "  S: 450 4.7.1\n"
        "     ^\n"
        "  S: 550 5.1.1 no <such> user\n"
        "  after 7 ms\n"
        "  The mailbox does not exist at that domain. Correct the address, or take it off the "
        "list.\n"
        "  the conversation up to there:\n"
        "    @connect mx:25\n"
        "    S: 220 x\n"
        "    C: A\n"
        "    S: 550 5.1.1 no <such> user\n");
}

TEST_CASE("failures that share a conversation show it once, behind the last") {
  session::Outcome outcome = test::unreachable();
  outcome.failures.push_back(outcome.failures.front());
  CHECK(told(outcome) ==
        "FAIL t.smtp: 2 failures, 0 checks in 12 ms\n"
        "t.smtp:1:4: cannot connect to 192.0.2.1:25: connection refused\n"
        "  S: 220\n"
        "     ^\n"
        "t.smtp:1:4: cannot connect to 192.0.2.1:25: connection refused\n"
        "  S: 220\n"
        "     ^\n"
        "  the conversation up to there:\n"
        "    @connect mx:25\n");
}

TEST_CASE("a file that cannot be run says why") {
  CHECK(told(test::broken()) ==
        "FAIL b.smtp: it cannot be run\n"
        "b.smtp:1:4: expected a reply code\n"
        "  S: x\n"
        "     ^\n");
  CHECK(told(test::unset()) ==
        "FAIL t.smtp: it cannot be run\n"
        "t.smtp:3:4: warning: 4.1.0 does not bind\n"
        "  S: 250 2.1.0\n"
        "     ^\n"
        "t.smtp:2:4: variable 'a' is not set\n"
        "  C: A\n"
        "     ^\n");
}

TEST_CASE("quiet tells only of what failed") {
  const RunTextOptions quiet{false, true};
  CHECK(told(test::passed(), quiet).empty());
  CHECK(told(test::skipped(), quiet).empty());
  CHECK(told(test::broken(), quiet).starts_with("FAIL b.smtp"));
}

TEST_CASE("colours are for the verdict, and names are printable") {
  CHECK(told(test::passed("a\x1b.smtp"), {true, false}) ==
        "\x1b[32mok  \x1b[0m a\\x1B.smtp: 3 checks in 12 ms\n");
}

TEST_CASE("the summary counts") {
  RunTotals totals;
  for (const auto& outcome : {test::passed(), test::failed(), test::skipped()}) totals.add(outcome);
  totals.took = 45ms;
  CHECK(summary(totals) == "3 files: 1 passed, 1 failed, 1 skipped; 9 checks in 45 ms\n");
  totals.not_run = 2;
  CHECK(summary(totals) ==
        "5 files: 1 passed, 1 failed, 1 skipped, 2 not run; 9 checks in 45 ms\n");
}
