#include "session/variables.h"

#include <doctest/doctest.h>

#include "session/play.h"
#include "session/template.h"

using namespace session;

namespace {

std::string expanded(const Variables& variables, std::string_view text) {
  Cursor cursor(text);
  const auto read = read_text(cursor);
  REQUIRE(read);
  const auto value = variables.expand(*read);
  return value ? *value : "error: " + value.error().text;
}

}  // namespace

TEST_CASE("the stronger origin wins, whichever came first") {
  Variables variables(test::world());
  variables.set("a", Origin::command_line, "cli");
  variables.set("a", Origin::vars_file, "vars");
  variables.set("from_env", Origin::file, "file");
  variables.set("b", Origin::file, "1");
  variables.set("b", Origin::file, "2");
  CHECK(expanded(variables, "{{a}} {{from_env}} {{b}} {{helo}}") == "cli env 2 client.example.org");
  variables.set("a", Origin::capture, "seen");
  CHECK(expanded(variables, "{{a}}") == "seen");
}

TEST_CASE("a file is looked for beside the session file") {
  session::World world = test::world({{"dir/p", "content"}});
  world.beside = "dir/t.smtp";
  CHECK(expanded(Variables(world), "{{file p}}") == "content");
}

TEST_CASE("functions work on what their arguments expand to") {
  Variables variables(test::world({{"p", "content"}}));
  variables.set("user", Origin::file, "alice");
  CHECK(expanded(variables, "{{base64 \"\\0{{user}}\\0pw\"}}") == "AGFsaWNlAHB3");
  CHECK(expanded(variables, "{{env HOME}} {{file p}} {{repeat \"ab\" 3}}") ==
        "/home/alice content ababab");
}

TEST_CASE("a secret is masked as soon as it is set") {
  Variables variables(test::world());
  variables.set_secret("pw", Origin::command_line, base::Secret("hunter2"));
  CHECK(expanded(variables, "{{pw}}") == "hunter2");
  CHECK(variables.mask()("hunter2") == "{{pw}}");
}

// All errors of expanding follow.

TEST_CASE("what cannot be expanded is named") {
  const Variables variables(test::world());
  CHECK(expanded(variables, "{{x}}") == "error: variable 'x' is not set: give it with --var x=...");
  CHECK(expanded(variables, "{{env NOPE}}") == "error: 'NOPE' is not set in the environment");
  CHECK(expanded(variables, "{{file q}}") == "error: cannot read q");
  CHECK(expanded(variables, "{{repeat \"x\" many}}") ==
        "error: {{repeat \"...\" many}}: expected a number, and not more than 100 MB");
  CHECK(expanded(variables, "{{repeat \"xx\" 99999999}}") ==
        "error: {{repeat \"...\" 99999999}}: expected a number, and not more than 100 MB");
}
