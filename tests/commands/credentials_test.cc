#include "commands/credentials.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;
using base::ErrorKind;
using test::File;
using test::World;

namespace {

SendOptions login(const std::string& user = "bob") {
  SendOptions options;
  options.auth_requested = true;
  options.auth_user = user;
  return options;
}

// "user/password/token".
std::string found(const SendOptions& options, World& world) {
  const auto credentials = find_credentials(options, "mx", world.env);
  if (!credentials) return credentials.error().text;
  return credentials->user + "/" + std::string(credentials->password.reveal()) + "/" +
         std::string(credentials->token.reveal());
}

ErrorKind kind_of(const SendOptions& options, World& world) {
  const auto credentials = find_credentials(options, "mx", world.env);
  REQUIRE_FALSE(credentials);
  return credentials.error().kind;
}

}  // namespace

TEST_CASE("the option wins over the file, the file over the command, and nobody is asked") {
  World world;
  const File file("from file\r\nsecond line\n");
  SendOptions options = login();
  options.auth_password_command = "echo from command; echo more";
  CHECK(found(options, world) == "bob/from command/");
  options.auth_password_file = file.path;
  CHECK(found(options, world) == "bob/from file/");
  options.auth_password = "from option";
  CHECK(found(options, world) == "bob/from option/");
  CHECK(world.prompts.empty());
}

TEST_CASE("a token has the same sources, and needs no password") {
  World world;
  const File file("ya29");
  SendOptions options = login();
  options.auth_token_file = file.path;
  CHECK(found(options, world) == "bob//ya29");
  options.auth_token_file = "";
  options.auth_token_command = "echo ya30";
  CHECK(found(options, world) == "bob//ya30");
  options.auth_token = "ya31";
  CHECK(found(options, world) == "bob//ya31");
  CHECK(world.prompts.empty());
}

TEST_CASE("~/.netrc is looked into, and gives the user's name too") {
  World world;
  const File netrc("machine mx login eve password pencil\n");
  world.variables["NETRC"] = netrc.path;
  CHECK(found(login(""), world) == "eve/pencil/");
  CHECK(found(login("eve"), world) == "eve/pencil/");
  CHECK(found(login("bob"), world) == "bob/typed/");
}

TEST_CASE("~/.netrc is for hosts that have a name: its default is not for whom the DNS names") {
  World world;
  const File netrc("default login eve password pencil\n");
  world.variables["NETRC"] = netrc.path;
  const auto credentials = find_credentials(login(), "", world.env);
  REQUIRE(credentials);
  CHECK(credentials->password.reveal() == "typed");
}

TEST_CASE("a password that stands nowhere is asked for") {
  World world;
  CHECK(found(login(), world) == "bob/typed/");
  CHECK(world.prompts == std::vector<std::string>{"password of bob"});
}

TEST_CASE("mechanisms without a password ask for none") {
  World world;
  SendOptions options = login("");
  options.auth = {"external", "GSSAPI"};
  CHECK(found(options, world) == "//");
  options.auth.push_back("PLAIN");
  CHECK(kind_of(options, world) == ErrorKind::usage);
}

TEST_CASE("what else a login needs is taken as it was given") {
  World world;
  SendOptions options = login();
  options.auth_password = "x";
  options.auth_authzid = "boss";
  options.auth_realm = "realm";
  options.auth_domain = "DOMAIN";
  const auto credentials = find_credentials(options, "mx", world.env);
  REQUIRE(credentials);
  CHECK(credentials->authorization == "boss");
  CHECK(credentials->realm == "realm");
  CHECK(credentials->domain == "DOMAIN");
  CHECK(credentials->host == "mx");
}

// All error paths of find_credentials() follow.

TEST_CASE("a file that cannot be read names its option") {
  World world;
  SendOptions options = login();
  options.auth_password_file = "/nowhere/secret";
  CHECK(found(options, world) == "--auth-password-file: cannot read /nowhere/secret");
  CHECK(kind_of(options, world) == ErrorKind::no_input);
  options.auth_password_file = "/tmp";
  CHECK(found(options, world) == "--auth-password-file: cannot read /tmp");
  options.auth_token_file = "/nowhere/token";
  CHECK(found(options, world) == "--auth-token-file: cannot read /nowhere/token");
}

TEST_CASE("an empty first line is no password") {
  World world;
  const File empty("\npencil\n");
  SendOptions options = login();
  options.auth_password_file = empty.path;
  CHECK(found(options, world) ==
        "--auth-password-file: the first line of " + empty.path + " is empty");
  CHECK(kind_of(options, world) == ErrorKind::parse);
}

TEST_CASE("a .netrc that was named and cannot be read, or has an open quote, is an error") {
  World world;
  world.variables["NETRC"] = "/tmp";
  CHECK(found(login(), world) == "NETRC: /tmp cannot be read");
  CHECK(kind_of(login(), world) == ErrorKind::no_input);
  const File open("machine mx login bob password \"sec\n");
  world.variables["NETRC"] = open.path;
  CHECK(found(login(), world) == "NETRC: " + open.path + ": a closing quote is missing");
  CHECK(kind_of(login(), world) == ErrorKind::parse);
}

TEST_CASE("a command that fails names its option, and what it printed is no password") {
  World world;
  SendOptions options = login();
  options.auth_password_command = "echo half; exit 3";
  CHECK(found(options, world) ==
        "--auth-password-command: 'echo half; exit 3' failed with exit status 3");
  CHECK(kind_of(options, world) == ErrorKind::no_input);
  options.auth_password_command = "true";
  CHECK(found(options, world) == "--auth-password-command: 'true' printed nothing");
}

TEST_CASE("without a user's name, and without a terminal, there is no login") {
  World world;
  CHECK(found(login(""), world) ==
        "to log in, --auth-user is needed, or an entry for the host in ~/.netrc");
  world.secret = "";
  CHECK(found(login(), world) ==
        "there is no terminal to ask; --auth-password-file gives it without one");
}

TEST_CASE("a password without a user is no login, wherever it comes from") {
  World world;
  const std::string error =
      "to log in, --auth-user is needed, or an entry for the host in ~/.netrc";
  SendOptions options = login("");
  options.auth_password = "pencil";
  CHECK(found(options, world) == error);
  const File netrc("machine mx password pencil\n");
  world.variables["NETRC"] = netrc.path;
  CHECK(found(login(""), world) == error);
  CHECK(found(login(), world) == "bob/pencil/");
}
