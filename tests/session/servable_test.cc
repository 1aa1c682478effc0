#include "session/servable.h"

#include <doctest/doctest.h>

#include "session/play.h"

using namespace session;

namespace {

std::string findings(std::string_view text) {
  std::string out;
  for (const Finding& finding : find_unservable(test::script_of(text), Variables(test::world())))
    out += std::to_string(finding.place.line) + (finding.fatal ? "! " : ": ") + finding.text + "\n";
  return out;
}

}  // namespace

TEST_CASE("what the S: block says is what its own ? lines may ask for") {
  CHECK(
      findings("C: EHLO a\nS: 250-mx\nS: 250 SIZE 5\n? ehlo SIZE == 5\n? lines == 2\n? time < 1s\n"
               "C: NOOP\nS: 2xx\n? code == 250\n? text == OK\n? ehlo SIZE exists\n") == "");
}

TEST_CASE("a keyword that the S: block does not offer cannot be served") {
  CHECK(
      findings("C: EHLO a\nS: 250\n? ehlo STARTTLS exists\n@skip-unless ehlo DSN\n") ==
      "3: the S: above does not meet this: expected ehlo STARTTLS exists, got nothing of the kind\n"
      "4: the S: above does not meet this: expected ehlo DSN exists, got nothing of the kind\n");
}

TEST_CASE("a capture finds nothing where the S: line has nothing for it") {
  CHECK(findings("S: 250 queued\n@capture id text /as (\\w+)/\n") ==
        "2: the S: above does not meet this: nothing to capture: text is queued\n");
}

TEST_CASE("each connection has its own replies") {
  CHECK(findings("@connect a=x\n@connect b=x\nC a: EHLO a\nS a: 250-x\nS a: 250 DSN\n"
                 "C b: EHLO b\nS b: 250\n@use a\n? ehlo DSN exists\n@use b\n? ehlo DSN exists\n") ==
        "11: the S: above does not meet this: expected ehlo DSN exists, got nothing of the kind\n");
}

TEST_CASE("a text that is known only while it runs is taken to be right") {
  CHECK(findings("S: 250 {{later}}\n? text contains x\n") == "");
}
