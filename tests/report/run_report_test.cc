#include "report/run_report.h"

#include <doctest/doctest.h>

#include "report/outcomes.h"

using namespace report;

TEST_CASE("the headline is the first reason, in one line") {
  CHECK(headline(test::failed()) == "expected 450 4.7.1, got 550 5.1.1");
  CHECK(headline(test::broken()) == "b.smtp:1:4: expected a reply code");
  CHECK(headline(test::unset()) == "variable 'a' is not set");
}

TEST_CASE("what did not fail needs no account") {
  CHECK(headline(test::passed()).empty());
  CHECK(account(test::passed()).empty());
  CHECK(account(test::skipped()).empty());
}

TEST_CASE("a reply that is no refusal has no meaning to tell") {
  session::Outcome outcome = test::failed();
  outcome.failures[0].reply = smtp::Reply{250, {"ok"}};
  outcome.failures[0].dialogue.clear();
  CHECK(account(outcome) ==
        "t.smtp:4:4: expected 450 4.7.1, got 550 5.1.1\n  S: 450 4.7.1\n     ^\n  S: 250 ok\n"
        "  after 7 ms\n");
}

TEST_CASE("counts agree with their noun") {
  CHECK(counted(1, "file") == "1 file");
  CHECK(counted(12000, "check") == "12,000 checks");
}
