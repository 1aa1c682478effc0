#include "report/json_run.h"

#include <doctest/doctest.h>

#include <sstream>

#include "report/outcomes.h"

using namespace report;
using namespace std::chrono_literals;

namespace {

std::string told(const session::Outcome& outcome) {
  std::ostringstream out;
  JsonRun(out).file(0, outcome);
  return out.str();
}

}  // namespace

TEST_CASE("each step is a line, and then the file") {
  session::Outcome outcome = test::passed("t.smtp");
  outcome.steps = {{test::place(2), "C: A", "", {}, {}},
                   {test::place(3), "S: 250 2.1.0", "", smtp::Reply{250, {"2.1.0 \xff"}}, 5ms},
                   {test::place(4), "S: 450", "expected 450, got 250", {}, {}}};
  CHECK(
      told(outcome) ==
      R"({"type":"step","file":"t.smtp","line":2,"column":4,"step":"C: A","ok":true})"
      "\n"
      R"({"type":"step","file":"t.smtp","line":3,"column":4,"step":"S: 250 2.1.0","ok":true,"reply":{"code":250,"status":"2.1.0","lines":["2.1.0 \\xFF"]},"ms":5})"
      "\n"
      R"({"type":"step","file":"t.smtp","line":4,"column":4,"step":"S: 450","ok":false,"failure":"expected 450, got 250"})"
      "\n"
      R"({"type":"file","number":1,"file":"t.smtp","title":"t.smtp","verdict":"passed","checks":3,"tries":1,"ms":12,"skipped":"","error":null,"findings":[],"failures":[]})"
      "\n");
}

TEST_CASE("a failure has its place, reply, meaning and dialogue") {
  CHECK(
      told(test::failed()) ==
      R"({"type":"file","number":1,"file":"t.smtp","title":"t.smtp","verdict":"failed","checks":3,"tries":1,"ms":1034,"skipped":"","error":null,"findings":[],"failures":[{"file":"t.smtp","line":4,"column":4,"text":"expected 450 4.7.1, got 550 5.1.1","reply":{"code":550,"status":"5.1.1","lines":["5.1.1 no <such> user"]},"ms":7,"meaning":"The mailbox does not exist at that domain. Correct the address, or take it off the list.","dialogue":"@connect mx:25\nS: 220 x\nC: A\nS: 550 5.1.1 no <such> user\n"}]})"
      "\n");
}

TEST_CASE("why a file was skipped or cannot be run is said") {
  CHECK(
      told(test::skipped())
          .find(
              R"("verdict":"skipped","checks":3,"tries":1,"ms":12,"skipped":"not so: ehlo STARTTLS")") !=
      std::string::npos);
  CHECK(
      told(test::broken()).find(R"("error":"b.smtp:1:4: expected a reply code\n  S: x\n     ^")") !=
      std::string::npos);
  CHECK(
      told(test::unset())
          .find(
              R"("findings":[{"file":"t.smtp","line":2,"column":4,"text":"variable 'a' is not set","fatal":true},)") !=
      std::string::npos);
}

TEST_CASE("the last line is the summary") {
  std::ostringstream out;
  RunTotals totals;
  totals.add(test::failed());
  totals.not_run = 1;
  totals.took = 9ms;
  JsonRun(out).end(totals);
  CHECK(out.str() ==
        R"({"type":"run","passed":0,"failed":1,"skipped":0,"not_run":1,"checks":3,"ms":9})"
        "\n");
}
