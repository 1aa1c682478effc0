#include "commands/github.h"

#include <doctest/doctest.h>

#include "commands/world.h"

TEST_CASE("GitHub is where its variable is set") {
  test::World world;
  CHECK_FALSE(commands::is_on_github(world.env));
  for (const char* value : {"true", "1", "yes"}) {
    world.variables["GITHUB_ACTIONS"] = value;
    CHECK(commands::is_on_github(world.env));
  }
  for (const char* value : {"", "false", "0"}) {
    world.variables["GITHUB_ACTIONS"] = value;
    CHECK_FALSE(commands::is_on_github(world.env));
  }
}
