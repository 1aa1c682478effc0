#include "commands/layers.h"

#include <doctest/doctest.h>

#include "commands/send_options.h"
#include "commands/world.h"

using namespace commands;
using base::ErrorKind;
using test::File;
using test::World;

namespace {

// The options of `send`, after a command line and the layers below it.
struct Layered {
  Layered(World& world, std::vector<std::string> arguments, const std::string& profile = "") {
    bind_send_options(app, options);
    app.parse(std::move(arguments));
    auto applied = apply_layers(app, profile, world.env);
    if (applied)
      origins = *applied;
    else
      error = applied.error();
  }
  std::string text() const { return error ? error->text : ""; }

  CLI::App app{"", "send"};
  SendOptions options;
  Origins origins;
  std::optional<base::Error> error;
};

struct Configured : World {
  explicit Configured(const std::string& config) : file(config) {
    variables["EHLO_CONFIG"] = file.path;
  }
  File file;
};

}  // namespace

TEST_CASE("the command line wins over the environment, and that over the file") {
  Configured world("[send]\nserver = \"file\"\nhelo = \"file\"\nfrom = \"file\"\n");
  world.variables["EHLO_SERVER"] = "environment";
  world.variables["EHLO_HELO"] = "environment";
  const Layered layered(world, {"typed", "--server"});
  CHECK(layered.options.server == "typed");
  CHECK(layered.options.helo == "environment");
  CHECK(layered.options.from == "file");
  CHECK(layered.origins == Origins{{"server", "command line"},
                                   {"helo", "environment EHLO_HELO"},
                                   {"from", world.file.path + " [send]"}});
}

TEST_CASE("a profile wins over the command's own table, and only the one that is asked for") {
  Configured world(
      "[send]\nserver = \"plain\"\nhelo = \"plain\"\n\n[profile.work.send]\nserver = \"work\"\n");
  const Layered work(world, {}, "work");
  CHECK(work.options.server == "work");
  CHECK(work.options.helo == "plain");
  CHECK(work.origins.at("server") == world.file.path + " [profile.work.send]");
  CHECK(Layered(world, {}).options.server == "plain");
}

TEST_CASE("flags take true and false, lists take lists, and an option any of its names") {
  Configured world(
      "[send]\ntls = true\npipeline = false\nto = [\"a@b\", \"c@d\"]\nehlo = \"me\"\n");
  world.variables["EHLO_JSON"] = "1";
  const Layered layered(world, {});
  CHECK(layered.options.tls);
  CHECK_FALSE(layered.options.pipeline);
  CHECK(layered.options.json);
  CHECK(layered.options.to == std::vector<std::string>{"a@b", "c@d"});
  CHECK(layered.options.helo == "me");
}

TEST_CASE("a list of mechanisms in the environment asks for a login") {
  World world;
  world.variables["EHLO_AUTH"] = "PLAIN,LOGIN";
  const Layered layered(world, {});
  CHECK(layered.options.auth_requested);
  CHECK(layered.options.auth == std::vector<std::string>{"PLAIN", "LOGIN"});
}

TEST_CASE("a configuration that is not there is none") {
  World world;
  world.variables["HOME"] = "/nowhere";
  CHECK(Layered(world, {}).text().empty());
  world.variables["XDG_CONFIG_HOME"] = "/nowhere";
  CHECK(Layered(world, {}).text().empty());
}

TEST_CASE("what holds is shown with where it came from, secrets are not") {
  Configured world("[send]\nauth-password = \"pencil\"\n");
  world.variables["EHLO_TIMEOUT"] = "5s\x1b";
  const Layered layered(world, {"--tls"});
  CHECK(show_config(layered.app, layered.origins) ==
        "timeout = 5s\\x1B  # environment EHLO_TIMEOUT\ntls = true  # command line\n"
        "auth-password = ***  # " +
            world.file.path + " [send]\n");
}

// All error paths of apply_layers() follow.

TEST_CASE("a file that was named and cannot be read is an error") {
  World world;
  world.variables["EHLO_CONFIG"] = "/nowhere/config.toml";
  const Layered layered(world, {});
  CHECK(layered.text() == "cannot read /nowhere/config.toml (EHLO_CONFIG)");
  CHECK(layered.error->kind == ErrorKind::no_input);
}

TEST_CASE("an option that the command does not have is an error, with the one that was meant") {
  Configured world("[send]\nservr = \"x\"\n");
  const Layered layered(world, {});
  CHECK(layered.text() == world.file.path +
                              " [send]: 'servr' is not an option of this command; did "
                              "you mean 'server'?");
  CHECK(layered.error->kind == ErrorKind::parse);
  Configured strange("[send]\nzzzzzzzz = 1\n");
  CHECK(Layered(strange, {}).text() ==
        strange.file.path + " [send]: 'zzzzzzzz' is not an option of this command");
}

TEST_CASE("an unknown profile is an error") {
  Configured world("[send]\nserver = \"x\"\n");
  CHECK(Layered(world, {}, "work").text() ==
        "--profile work: there is no [profile.work.send] in " + world.file.path);
}

TEST_CASE("an option above every table is an error: it would be for no command") {
  Configured world("server = \"x\"\n[send]\nhelo = \"y\"\n");
  const Layered layered(world, {});
  CHECK(layered.text() ==
        world.file.path + ": 'server' stands in no table: write [send] above it for 'ehlo send'");
  CHECK(layered.error->kind == ErrorKind::parse);
}
