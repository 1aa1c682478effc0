#include "commands/environment_names.h"

#include <doctest/doctest.h>

#include "commands/app.h"
#include "commands/world.h"

using namespace commands;

TEST_CASE("a variable has the name of its option") {
  CHECK(environment_name("tls-ca-path") == "EHLO_TLS_CA_PATH");
}

TEST_CASE("what nearly is an option's variable gets a hint") {
  CHECK(
      misspelt_variables({"PATH", "EHLO_TIMOUT"}) ==
      std::vector<std::string>{"EHLO_TIMOUT is no option's variable, did you mean EHLO_TIMEOUT?"});
}

TEST_CASE("options of any command, variables of sessions and strangers get none") {
  CHECK(misspelt_variables({"EHLO_TIMEOUT", "EHLO_MAILDIR", "EHLO_CONFIG", "EHLO_PROFILE",
                            "EHLO_VAR_timout", "EHLO_BUILD_NUMBER", "HELO_TIMOUT"})
            .empty());
}

TEST_CASE("the hint is a warning, and the command goes on") {
  test::World world;
  CHECK(run_app({"codes", "550"}, world.env, {"EHLO_JSONN"}) == 0);
  CHECK(world.err.str() ==
        "ehlo: warning: EHLO_JSONN is no option's variable, did you mean EHLO_JSON?\n");
}
