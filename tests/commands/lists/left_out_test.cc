#include "commands/lists/left_out.h"

#include <doctest/doctest.h>

using commands::LeftOut;

TEST_CASE("what was left out is told by name, with where it was") {
  LeftOut left_out;
  left_out.add("a\x1b", "interrupted waiting for the greeting");
  left_out.add("b");
  CHECK(left_out.account(1200, "targets") ==
        "1,200 targets told, 2 not: a\\x1B (interrupted waiting for the greeting), b");
  CHECK(LeftOut().account(3, "servers") == "3 servers told, 0 not");
}

TEST_CASE("of many the first five are told by name, and no more than a thousand are counted") {
  LeftOut left_out;
  while (!left_out.is_full()) left_out.add("x");
  CHECK(left_out.account(0, "targets") == "0 targets told, 1,000 or more not: x, x, x, x, x, ...");
  std::size_t visited = 0;
  left_out.for_each([&](const std::string&) { ++visited; });
  CHECK(visited == LeftOut::kMost);
}
