#include "commands/layers.h"

#include <doctest/doctest.h>

#include "commands/send/options.h"
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

TEST_CASE("options that exclude each other are one choice, and the stronger place makes it") {
  Configured world(
      "[send]\nserver = \"mx\"\ntls = true\nquit-after = \"mail\"\nauth-user = \"bob\"\n");
  world.variables["EHLO_AUTH_PASSWORD"] = "pencil";
  const Layered layered(world, {"x", "--auth-password-file", "--no-auth", "--no-tls", "dot",
                                "--drop-after", "/run/smtp", "--socket"});
  CHECK(layered.text().empty());
  CHECK(layered.options.server.empty());
  CHECK_FALSE(layered.options.tls);
  CHECK(layered.options.quit_after.empty());
  CHECK(layered.options.auth_user.empty());
  CHECK_FALSE(layered.options.auth_password);
}

TEST_CASE("a flag that is off in a stronger place is off, and forbids nothing") {
  Configured world("[send]\ntls = true\n");
  world.variables["EHLO_TLS"] = "false";
  CHECK_FALSE(Layered(world, {}).options.tls);
  Configured other("[send]\nno-tls = true\n");
  other.variables["EHLO_TLS"] = "0";
  CHECK(Layered(other, {}).options.no_tls);
}

TEST_CASE("a profile may be named in the environment") {
  Configured world("[profile.work.send]\nserver = \"work\"\n");
  world.variables["EHLO_PROFILE"] = "work";
  CHECK(Layered(world, {}).options.server == "work");
}

TEST_CASE("an option that may stand without its value takes true too") {
  Configured world("[send]\nauth = true\nsilent = false\nport = 587\n");
  const Layered layered(world, {});
  CHECK(layered.options.auth_requested);
  CHECK_FALSE(layered.options.silent_requested);
  CHECK(layered.options.port == "587");
}

TEST_CASE("an empty value is an error that says where it stands") {
  World world;
  world.variables["EHLO_SERVER"] = "";
  const Layered empty(world, {});
  const auto refused = refuse_empty(empty.app, empty.origins);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::parse);
  CHECK(refused.error().text == "--server (environment EHLO_SERVER): the value is empty");
  World other;
  const Layered typed(other, {"", "--quit-after"});
  CHECK(refuse_empty(typed.app, typed.origins).error().text == "--quit-after: the value is empty");
  const Layered none(other, {"", "--tls-sni"});
  CHECK(refuse_empty(none.app, none.origins));
}

// All error paths of apply_layers() follow.

TEST_CASE("a value that is not for its option names the place") {
  World world;
  world.variables["EHLO_TLS"] = "maybe";
  CHECK(Layered(world, {}).text() == "EHLO_TLS: write true or false");
  Configured flag("[send]\ntls = \"yes\"\n");
  CHECK(Layered(flag, {}).text() == flag.file.path + ":2: tls: write true or false");
  Configured text("[send]\nfrom = true\n");
  CHECK(Layered(text, {}).text() == text.file.path + ":2: from: write its value, in quotes");
  Configured list("[send]\nserver = [\"a\", \"b\"]\n");
  CHECK(Layered(list, {}).text() == list.file.path + ":2: server: takes one value");
  Configured colour("[send]\ncolor = \"pink\"\n");
  CHECK(Layered(colour, {}).text().starts_with(colour.file.path + ":2: color: --color"));
}

TEST_CASE("a table of no command, and a mistake in a profile, are found before they are used") {
  Configured world("[sned]\nfrom = \"a@b\"\n");
  CHECK(Layered(world, {}).text() ==
        world.file.path +
            ": [sned] is no command's table; write [send] or [profile.NAME.send], did you mean "
            "'send'?");
  Configured profile("[profile.x.send]\nbogus = 1\n");
  CHECK(Layered(profile, {}).text() ==
        profile.file.path + " [profile.x.send]: 'bogus' is not an option of this command");
  Configured typed("[send]\nprofile = \"x\"\n");
  CHECK(Layered(typed, {}).text() ==
        typed.file.path + " [send]: 'profile' stands on the command line only");
}

TEST_CASE("a directory is no configuration") {
  World world;
  world.variables["EHLO_CONFIG"] = "/tmp";
  CHECK(Layered(world, {}).text() == "cannot read /tmp (EHLO_CONFIG)");
}

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
  world.variables["EHLO_PROFILE"] = "play";
  CHECK(Layered(world, {}).text() ==
        "EHLO_PROFILE=play: there is no [profile.play.send] in " + world.file.path);
}

TEST_CASE("an option above every table is an error: it would be for no command") {
  Configured world("server = \"x\"\n[send]\nhelo = \"y\"\n");
  const Layered layered(world, {});
  CHECK(layered.text() ==
        world.file.path +
            ": 'server' stands in no table: write [send], or another command, in a line above it");
  CHECK(layered.error->kind == ErrorKind::parse);
}
