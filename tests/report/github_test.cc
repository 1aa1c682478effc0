#include "report/github.h"

#include <doctest/doctest.h>

#include <sstream>

#include "report/outcomes.h"

using namespace report;

namespace {

std::string annotated(const session::Outcome& outcome) {
  std::ostringstream out;
  GithubAnnotations annotations(out);
  annotations.file(0, outcome);
  CHECK(out.str().empty());
  annotations.end({});
  return out.str();
}

}  // namespace

TEST_CASE("a failure is an error at its line") {
  CHECK(annotated(test::failed()) ==
        "::error file=t.smtp,line=4,col=4::expected 450 4.7.1, got 550 5.1.1\n");
}

TEST_CASE("findings are errors or warnings, and a broken file is an error of the whole") {
  CHECK(annotated(test::unset()) ==
        "::error file=t.smtp,line=2,col=4::variable 'a' is not set\n"
        "::warning file=t.smtp,line=3,col=4::4.1.0 does not bind\n");
  CHECK(annotated(test::broken()) ==
        "::error file=b.smtp::b.smtp:1:4: expected a reply code%0A  S: x%0A     ^\n");
}

TEST_CASE("what passed is not annotated") {
  CHECK(annotated(test::passed()).empty());
  CHECK(annotated(test::skipped()).empty());
}

TEST_CASE("nothing in a name or a text can begin another command") {
  session::Outcome outcome = test::failed();
  outcome.failures[0].place = test::place(4, 3, "a,b:c\n%.smtp");
  outcome.failures[0].text = "got 100% \r\n::stop-commands::";
  CHECK(annotated(outcome) ==
        "::error file=a%2Cb%3Ac\\n%25.smtp,line=4,col=4::got 100%25 \\r\\n::stop-commands::\n");
}
