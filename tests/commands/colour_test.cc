#include "commands/colour.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using commands::wants_colour;

TEST_CASE("always and never are what they say") {
  test::World world;
  world.variables["NO_COLOR"] = "1";
  CHECK(wants_colour("always", false, world.env));
  CHECK_FALSE(wants_colour("never", true, world.env));
}

TEST_CASE("auto is a terminal that does not ask for none") {
  test::World world;
  CHECK(wants_colour("auto", true, world.env));
  CHECK_FALSE(wants_colour("auto", false, world.env));
  world.variables["NO_COLOR"] = "";
  CHECK(wants_colour("auto", true, world.env));
  world.variables["NO_COLOR"] = "1";
  CHECK_FALSE(wants_colour("auto", true, world.env));
}
