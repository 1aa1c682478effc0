#include "codes/literals.h"

#include <doctest/doctest.h>

using codes::required_literals;
using Literals = std::vector<std::string>;

TEST_CASE("the longest literal that each match must hold is required") {
  CHECK(required_literals("user unknown") == Literals{"user unknown"});
  CHECK(required_literals("(user|recipient) .*unknown") == Literals{"unknown"});
}

TEST_CASE("of alternatives each gives its literal") {
  CHECK(required_literals("no such user|over quota") == Literals{"no such user", "over quota"});
  CHECK(required_literals("\\b(reverse|rdns)\\b.*x?") == Literals{"reverse", "rdns"});
}

TEST_CASE("what may be missing is not required") {
  CHECK(required_literals("(temporarily )?blocked") == Literals{"blocked"});
  CHECK(required_literals("colou?r") == Literals{"colo"});
}

TEST_CASE("a pattern without a literal of three bytes requires none") {
  CHECK(required_literals("ab.*cd").empty());
  CHECK(required_literals("[0-9]+|quota").empty());
  CHECK(required_literals("").empty());
}

TEST_CASE("the index finds the owners of the literals in a text") {
  codes::LiteralIndex index;
  index.add("quota", 0);
  index.add("unknown", 1);
  std::vector<bool> found(2);
  index.find("user unknown", found);
  CHECK(found == std::vector<bool>{false, true});
}
