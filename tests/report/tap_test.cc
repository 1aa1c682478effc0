#include "report/tap.h"

#include <doctest/doctest.h>

#include <sstream>

#include "report/outcomes.h"

using namespace report;

namespace {

std::string report_of(const std::vector<session::Outcome>& outcomes, std::size_t not_run = 0) {
  std::ostringstream out;
  Tap tap(out);
  for (const session::Outcome& outcome : outcomes) tap.file(7, outcome);
  RunTotals totals;
  totals.not_run = not_run;
  tap.end(totals);
  return out.str();
}

}  // namespace

TEST_CASE("a file is a test point, numbered as it ends, and the plan comes last") {
  CHECK(report_of({test::passed(), test::skipped()}) ==
        "TAP version 14\n"
        "ok 1 - ok.smtp\n"
        "ok 2 - skip.smtp # SKIP not so: ehlo STARTTLS\n"
        "1..2\n");
}

TEST_CASE("a failure's account is a YAML block") {
  CHECK(report_of({test::broken()}) ==
        "TAP version 14\n"
        "not ok 1 - b.smtp\n"
        "  ---\n"
        "  tries: 0\n"
        "  ms: 0\n"
        "  account: |\n"
        "    b.smtp:1:4: expected a reply code\n"
        "      S: x\n"
        "         ^\n"
        "  ...\n"
        "1..1\n");
}

TEST_CASE("a name cannot pretend to be a directive") {
  CHECK(report_of({test::passed("a # SKIP\\.smtp")}) ==
        "TAP version 14\nok 1 - a \\# SKIP\\\\.smtp\n1..1\n");
}

TEST_CASE("a run that ended early bails out") {
  CHECK(report_of({}, 3) == "TAP version 14\nBail out! 3 files not run\n");
}
