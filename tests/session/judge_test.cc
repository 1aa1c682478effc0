#include "session/judge.h"

#include <doctest/doctest.h>

#include "session/play.h"

using namespace session;

namespace {

std::string unmet(const std::string& line, const std::vector<std::string>& values) {
  const Script script = test::script_of(line);
  return show_unmet(std::get<Check>(script.statements.front().what).condition, values);
}

}  // namespace

TEST_CASE("an assertion that does not hold shows what there is") {
  CHECK(unmet("? ehlo PIPELINING exists", {}) ==
        "expected ehlo PIPELINING exists, got nothing of the kind");
  CHECK(unmet("? ehlo SIZE > 5", {"3"}) == "expected ehlo SIZE > 5, got 3");
}

TEST_CASE("a keyword's parameter that has no order is told from one that is too small") {
  CHECK(unmet("? ehlo PIPELINING > 5", {""}) ==
        "expected ehlo PIPELINING > 5, got no value, which is no number");
  CHECK(unmet("? ehlo AUTH >= 5", {"PLAIN LOGIN"}) ==
        "expected ehlo AUTH >= 5, got PLAIN LOGIN, which is no number");
}
