#include "session/lints.h"

#include <doctest/doctest.h>

#include "session/play.h"

using namespace session;

namespace {

std::string findings(std::string_view text, Side side = Side::client) {
  std::string out;
  for (const Finding& finding : lint(test::script_of(text), Variables(test::world()), side))
    out += std::to_string(finding.place.line) + (finding.fatal ? "! " : ": ") + finding.text + "\n";
  return out;
}

}  // namespace

TEST_CASE("a sound script has no findings") {
  CHECK(findings("@connect a=x\n@set n 1\nS a: 220\nC a: {{n}} {{helo}} {{base64 \"{{n}}\"}}\n"
                 "S a: 250\n@capture id text\nC a: {{id}}\n@close\n@connect b=x\nS b: 220\n") ==
        "");
}

TEST_CASE("variables are set before they are used, connections opened") {
  CHECK(findings("C: {{a}}\n@set a 1\nS: 250 {{repeat \"{{b}}\" 2}}\n") ==
        "1! variable 'a' is not set: give it with --var a=...\n"
        "3! variable 'b' is not set: give it with --var b=...\n");
  CHECK(findings("@connect x\n@auth PLAIN user=a password={{password}}\n") ==
        "2! variable 'password' is not set: give it with --secret password=@FILE\n");
  CHECK(findings("C B: x\n") == "1! no @connect B=... before this line\n");
  CHECK(findings("C: {{env NOPE}}\n") == "1! 'NOPE' is not set in the environment\n");
}

TEST_CASE("a server captures what a client must know") {
  CHECK(findings("C: MAIL FROM:<{{from}}>\nS: 250 {{from}}\n", Side::server) == "");
  CHECK(findings("@connect {{mx}}\n? cert.days > {{days}}\n@tls cert={{cert}}\n", Side::server) ==
        "");
}

TEST_CASE("a status that does not bind, and lines that are never reached, are worth a look") {
  CHECK(findings("S: 450 5.7.1 no\n") == "1: 5.7.1 does not bind: its class is not that of 450\n");
  for (const std::string_view closing : {"@close", "@S reset", "@expect close within 5s",
                                         "@tls expect=fail", "@connect x expect=fail"}) {
    CAPTURE(closing);
    CHECK(findings(std::string(closing) + "\nS: 250\nC: b\n@connect y\nS: 220\n") ==
          "2: never reached: the connection is closed above\n");
  }
}

TEST_CASE("a message of which only a part was shown is not sent") {
  CHECK(
      findings("C: Hi\n# ... 107 lines, 572 bytes\nC: .\n") ==
      "2! lines of the message were left out here: record it with --record, or with --show-data\n");
  CHECK(findings("# ... and so on\n# 107 lines, 572 bytes\n") == "");
}

TEST_CASE("a connection that is closed closes no other") {
  CHECK(findings("@connect a=x\n@connect b=x\n@close\nS a: 220\nS b: 220\n") ==
        "5: never reached: the connection is closed above\n");
  CHECK(findings("@use a\n") == "1! no @connect a=... before this line\n");
}

TEST_CASE("a finding points at its line") {
  const auto found = lint(test::script_of("C: {{a}}"), Variables(test::world()), Side::client);
  REQUIRE(found.size() == 1);
  CHECK(show(found[0]) ==
        "t.smtp:1:4: variable 'a' is not set: give it with --var a=...\n"
        "  C: {{a}}\n"
        "     ^\n");
}

TEST_CASE("a script without an expectation is known as one") {
  CHECK_FALSE(has_expectations(test::script_of("C: a\n@pause 1s\n")));
  CHECK(has_expectations(test::script_of("@expect close\n")));
  CHECK_FALSE(has_expectations(test::script_of("S? 250\n")));
}
