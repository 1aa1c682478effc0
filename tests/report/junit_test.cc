#include "report/junit.h"

#include <doctest/doctest.h>

#include <sstream>

#include "report/outcomes.h"

using namespace report;
using namespace std::chrono_literals;

namespace {

std::string report_of(const std::vector<session::Outcome>& outcomes) {
  std::ostringstream out;
  Junit junit(out);
  RunTotals totals;
  for (std::size_t i = outcomes.size(); i-- > 0;) {
    junit.file(i, outcomes[i]);
    totals.add(outcomes[i]);
  }
  CHECK(out.str().empty());
  totals.took = 1200ms;
  junit.end(totals);
  return out.str();
}

}  // namespace

TEST_CASE("files stand in the order of the arguments, whatever order they end in") {
  CHECK(report_of({test::passed("a.smtp"), test::skipped()}) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ehlo run" tests="2" failures="0" errors="0" skipped="1" time="1.200">
  <testsuite name="ehlo run" tests="2" failures="0" errors="0" skipped="1" time="1.200">
    <testcase classname="ehlo.run" name="a.smtp" file="a.smtp" assertions="3" time="0.012"/>
    <testcase classname="ehlo.run" name="skip.smtp" file="skip.smtp" assertions="3" time="0.012">
      <skipped message="not so: ehlo STARTTLS"/>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("an expectation that did not hold is a failure, with its whole account") {
  CHECK(report_of({test::failed()}) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ehlo run" tests="1" failures="1" errors="0" skipped="0" time="1.200">
  <testsuite name="ehlo run" tests="1" failures="1" errors="0" skipped="0" time="1.200">
    <testcase classname="ehlo.run" name="t.smtp" file="t.smtp" assertions="3" time="1.034">
      <failure message="expected 450 4.7.1, got 550 5.1.1">t.smtp:4:4: expected 450 4.7.1, got 550 5.1.1
  S: 450 4.7.1
     ^
  S: 550 5.1.1 no &lt;such&gt; user
  after 7 ms
  The mailbox does not exist at that domain. Correct the address, or take it off the list.
  the conversation up to there:
    @connect mx:25
    S: 220 x
    C: A
    S: 550 5.1.1 no &lt;such&gt; user
</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("no connection, and a file that cannot be run, are errors") {
  const std::string text = report_of({test::unreachable(), test::broken(), test::unset()});
  CHECK(text.find("tests=\"3\" failures=\"0\" errors=\"3\"") != std::string::npos);
  CHECK(text.find("<error message=\"cannot connect to 192.0.2.1:25: connection refused\">") !=
        std::string::npos);
  CHECK(text.find("<error message=\"b.smtp:1:4: expected a reply code\">") != std::string::npos);
  CHECK(text.find("<error message=\"variable 'a' is not set\">") != std::string::npos);
}

TEST_CASE("text is what XML can hold, its line ends kept") {
  CHECK(xml_text("a<b>&\"c\"\n\x1b[31m\xff \xEF\xBF\xBF") ==
        "a&lt;b&gt;&amp;&quot;c&quot;\n\\x1B[31m\\xFF ?");
  CHECK(xml_text("\na\n") == "\na\n");
}
