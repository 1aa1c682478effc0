#include "commands/run/values.h"

#include <doctest/doctest.h>

#include "commands/world.h"
#include "session/template.h"

using namespace commands;
using test::File;
using test::World;

namespace {

struct Valued : World {
  VariableOptions options;

  base::Result<RunValues> made(const std::string& server = "") {
    return RunValues::from(options, server, env);
  }
  std::string wrong() {
    const auto values = made();
    REQUIRE_FALSE(values);
    return values.error().text;
  }
};

std::string expanded(const session::Variables& variables, std::string_view text) {
  session::Cursor cursor(text);
  const auto value = variables.expand(*session::read_text(cursor));
  return value ? *value : value.error().text;
}

}  // namespace

TEST_CASE("the command line is stronger than a file, and a file than the environment") {
  const File file("# words\n\na=file\nb=file\r\nc=x=y\n");
  Valued world;
  world.variables = {{"EHLO_VAR_b", "environment"}, {"EHLO_VAR_d", "environment"}};
  world.options.vars = {"a=typed"};
  world.options.vars_files = {file.path};
  CHECK(expanded(world.made()->variables("t.smtp"), "{{a}} {{b}} {{c}} {{d}}") ==
        "typed file x=y environment");
}

TEST_CASE("the built-ins tell of the machine, and the counter counts in each file") {
  Valued world;
  const auto values = world.made("mx:25");
  const auto variables = values->variables("t.smtp");
  CHECK(expanded(variables, "{{server}} {{helo}} {{counter}}{{counter}}") == "mx:25 me.example 12");
  CHECK(expanded(values->variables("t.smtp"), "{{counter}}") == "1");
  CHECK(expanded(variables, "{{date}}").ends_with("0000"));
  CHECK(expanded(variables, "{{message_id}}").ends_with("@me.example>"));
  CHECK(expanded(variables, "{{uuid}}").size() == 36);
  CHECK(expanded(variables, "{{pid}}") == std::to_string(::getpid()));
}

TEST_CASE("without a server {{server}} is not set") {
  Valued world;
  CHECK(expanded(world.made()->variables("t.smtp"), "{{server}}") ==
        "variable 'server' is not set: give it with --var server=...");
}

TEST_CASE("a secret comes from a file, the environment, the terminal, and is masked") {
  const File file("from file\nmore\n"), pairs("d=from pairs\n");
  Valued world;
  world.variables = {{"EHLO_VAR_b", "from env"}};
  world.options.secrets = {"a=@" + file.path, "b", "c", "e=typed in"};
  world.options.secrets_files = {pairs.path};
  const auto variables = world.made()->variables("t.smtp");
  CHECK(expanded(variables, "{{a}}, {{b}}, {{c}}, {{d}}, {{e}}") ==
        "from file, from env, typed, from pairs, typed in");
  CHECK(variables.mask()("from file, from env, typed, from pairs, typed in") ==
        "{{a}}, {{b}}, {{c}}, {{d}}, {{e}}");
  CHECK(world.prompts == std::vector<std::string>{"value of c (or --secret c=@FILE)"});
}

// All errors of the values follow; none shows a secret.

TEST_CASE("what is no pair is refused, and a secret one is not shown") {
  Valued world;
  world.options.vars = {"1a=b"};
  CHECK(world.wrong() ==
        "--var: expected NAME=VALUE, where a name has letters, digits, '_', '-' and '.': '1a=b'");
  Valued secret;
  secret.options.secrets = {"1a=hidden"};
  CHECK(secret.wrong() ==
        "--secret: expected NAME=VALUE, where a name has letters, digits, '_', '-' and '.'");
}

TEST_CASE("a file that cannot be read or has another line is refused") {
  Valued world;
  world.options.vars_files = {"/nowhere/vars"};
  CHECK(world.wrong() == "--vars-file: cannot read /nowhere/vars: no such file or directory");
  const File file("a=1\nhidden\n");
  Valued lines;
  lines.options.secrets_files = {file.path};
  CHECK(lines.wrong() == "--secrets-file " + file.path +
                             ":2: expected NAME=VALUE, where a name has letters, digits, '_', '-' "
                             "and '.'");
  CHECK(lines.made().error().kind == base::ErrorKind::parse);
  Valued missing;
  missing.options.secrets = {"a=@/nowhere/secret"};
  CHECK(missing.wrong() == "--secret a: cannot read /nowhere/secret");
}

TEST_CASE("a secret that cannot be asked for is an error") {
  Valued world;
  world.secret.clear();
  world.options.secrets = {"a"};
  CHECK(world.wrong() == "there is no terminal to ask");
}
