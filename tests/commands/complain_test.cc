#include "commands/complain.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;
using base::ErrorKind;

TEST_CASE("an error is told with its command, and has the status of its kind") {
  test::World world;
  CHECK(complain(world.env, "send", {ErrorKind::no_input, base::Stage::none, "cannot read x"}) ==
        Exit::no_input);
  CHECK(world.err.str() == "ehlo: send: cannot read x\n");
  CHECK(world.out.str().empty());
}
