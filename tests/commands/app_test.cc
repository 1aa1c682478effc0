#include "commands/app.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;
using test::ScriptedPeer;
using test::World;

namespace {

struct Ran : World {
  int run(std::vector<std::string> arguments) { return run_app(std::move(arguments), env); }
  bool printed(const std::string& part) const { return out.str().find(part) != std::string::npos; }
};

ScriptedPeer taking(const std::string& answer) {
  return {test::reply("220 mx\r\n"),    test::expect("EHLO me.example\r\n"),
          test::reply("250 mx\r\n"),    test::expect("MAIL FROM:<a@b>\r\n"),
          test::reply("250 ok\r\n"),    test::expect("RCPT TO:<c@d>\r\n"),
          test::reply(answer + "\r\n"), test::expect("QUIT\r\n"),
          test::reply("221 bye\r\n")};
}

}  // namespace

TEST_CASE("help and version go to standard output, and no command at all is usage") {
  Ran help, version, nothing;
  CHECK(help.run({"--help"}) == 0);
  CHECK(help.printed("Usage: ehlo COMMAND [OPTION]..."));
  CHECK(help.printed("  send     compose and deliver a test message"));
  CHECK(version.run({"--version"}) == 0);
  CHECK(version.printed("ehlo " EHLO_VERSION "\n"));
  CHECK(nothing.run({}) == 64);
  CHECK(nothing.out.str().empty());
  CHECK(nothing.err.str() == help.out.str());
}

TEST_CASE("a command's help lists its options, and --completion all of them") {
  Ran help, completion;
  CHECK(help.run({"send", "--help"}) == 0);
  CHECK(help.printed("--quit-after"));
  CHECK(completion.run({"--completion", "fish"}) == 0);
  CHECK(completion.printed("-l quit-after"));
}

TEST_CASE("a whole send is a transcript on standard output and a status") {
  Ran ran;
  const ScriptedPeer peer = taking("250 ok");
  ran.dialer.add(peer);
  CHECK(ran.run({"send", "-s", "192.0.2.1", "-f", "a@b", "-t", "c@d", "-q", "rcpt"}) == 0);
  CHECK(ran.out.str().starts_with("@connect 192.0.2.1:25\n# connected to 192.0.2.1:25 in "));
  CHECK(
      ran.out.str().ends_with("\nS: 220 mx\nC: EHLO me.example\nS: 250 mx\nC: MAIL FROM:<a@b>\n"
                              "S: 250 ok\nC: RCPT TO:<c@d>\nS: 250 ok\nC: QUIT\nS: 221 bye\n"));
  CHECK(ran.err.str().empty());
}

TEST_CASE("a refused recipient is told on standard error, and the status is 69") {
  Ran ran;
  const ScriptedPeer peer = taking("550 5.1.1 no such user");
  ran.dialer.add(peer);
  CHECK(ran.run({"send", "-s", "192.0.2.1", "-f", "a@b", "-t", "c@d", "--hide-all"}) == 69);
  CHECK(ran.out.str().empty());
  CHECK(ran.err.str() == "ehlo: send: <c@d> refused at RCPT TO: 550 5.1.1 no such user\n");
}

TEST_CASE("a server that cannot be reached is 75") {
  Ran ran;
  CHECK(ran.run({"send", "-s", "192.0.2.1", "-t", "c@d"}) == 75);
  CHECK(ran.err.str() == "ehlo: send: cannot connect to 192.0.2.1:25: connection refused\n");
}

TEST_CASE("a mail host that has no time leaves it to the next one") {
  Ran ran;
  ran.dns.mx("d", 10, "mx1.d").mx("d", 20, "mx2.d");
  ran.dns.address("mx1.d", "192.0.2.1").address("mx2.d", "192.0.2.2");
  const ScriptedPeer busy({test::reply("421 busy\r\n")}), good = taking("250 ok");
  ran.dialer.add(busy);
  ran.dialer.add(good);
  CHECK(ran.run({"send", "-f", "a@b", "-t", "c@d", "-q", "rcpt"}) == 0);
  CHECK(ran.printed("\nS: 421 busy\n"));
  CHECK(ran.printed("\n# the next mail host is tried\n@connect mx2.d:25\n"));
}

TEST_CASE("--dump-mail prints the message and dials nobody") {
  Ran ran;
  CHECK(ran.run({"send", "-t", "c@d", "--dump-mail", "--h-X-Test", "a b", "--h-Subject=s"}) == 0);
  CHECK(ran.printed("Subject: s\r\n"));
  CHECK(ran.printed("X-Test: a b\r\n\r\nThis is a test message"));
  CHECK(ran.dialer.dialled.empty());
}

TEST_CASE("--show-config shows what holds, and does nothing") {
  Ran ran;
  ran.variables["EHLO_SERVER"] = "mx";
  CHECK(ran.run({"send", "--auth-password", "pencil", "--show-config"}) == 0);
  CHECK(ran.out.str() ==
        "server = mx  # environment EHLO_SERVER\n"
        "auth-password = ***  # command line\n");
}

TEST_CASE("a secret on the command line is warned of, and shown nowhere") {
  Ran ran;
  CHECK(ran.run({"send", "-s", "192.0.2.1", "-t", "c@d", "--auth-user", "bob", "--auth-password",
                 "pencil"}) == 75);
  CHECK(
      ran.err.str().starts_with("ehlo: send: warning: a secret on the command line can be seen by "
                                "every user of this machine; use --auth-password-file\n"));
  CHECK((ran.out.str() + ran.err.str()).find("pencil") == std::string::npos);
}

// All error paths of run_app() follow.

TEST_CASE("output that cannot be written is 74, whatever was to be written") {
  for (const std::string what : {"--version", "--help"}) {
    Ran ran;
    ran.out.setstate(std::ios::badbit);
    CHECK(ran.run({what}) == 74);
    CHECK(ran.err.str() == "ehlo: standard output could not be written whole\n");
  }
}

TEST_CASE("with standard output closed nothing is sent, unless nothing was to be shown") {
  Ran shown, hidden;
  shown.env.out_is_writable = hidden.env.out_is_writable = false;
  CHECK(shown.run({"send", "-s", "192.0.2.1", "-t", "c@d"}) == 74);
  CHECK(shown.err.str() ==
        "ehlo: send: standard output is closed, and the conversation was to go there; --hide-all "
        "does without it\n");
  CHECK(shown.dialer.dialled.empty());
  CHECK(hidden.run({"send", "-s", "192.0.2.1", "-t", "c@d", "--hide-all"}) == 75);
}

TEST_CASE("an unknown command, option or argument is 64, with what was meant") {
  Ran command, option, argument;
  CHECK(command.run({"sendd"}) == 64);
  CHECK(command.err.str() ==
        "ehlo: unknown command 'sendd', did you mean 'send'?; see 'ehlo --help'\n");
  CHECK(option.run({"send", "--servr=x"}) == 64);
  CHECK(option.err.str() ==
        "ehlo: send: unknown option --servr, did you mean --server?; see 'ehlo send --help'\n");
  CHECK(argument.run({"send", "fast\x1b"}) == 64);
  CHECK(argument.err.str() == "ehlo: send: unknown argument fast\\x1B; see 'ehlo send --help'\n");
}

TEST_CASE("behind -- nothing is an option") {
  Ran text;
  CHECK(text.run({"codes", "--short", "--", "-ERR 550 5.1.1 user unknown"}) == 0);
  CHECK(text.out.str() == "550 5.1.1 userunknown permanent suppress\n");
}

TEST_CASE("a missing value, a bad choice and a bad value are told with their option") {
  Ran missing, choice, value, shell;
  CHECK(missing.run({"send", "--server"}) == 64);
  CHECK(missing.err.str() == "ehlo: send: --server needs a value: HOST[:PORT]\n");
  CHECK(choice.run({"send", "--color", "pink"}) == 65);
  CHECK(choice.err.str().starts_with("ehlo: send: --color"));
  CHECK(value.run({"send", "-t", "c@d", "--timeout", "x"}) == 65);
  CHECK(value.err.str() ==
        "ehlo: send: --timeout: 'x' is not a duration: write 200ms, 5s, 3m or 2h\n");
  CHECK(shell.run({"--completion", "csh"}) == 65);
  CHECK(shell.err.str() == "ehlo: --completion: write bash, zsh or fish behind it\n");
}

TEST_CASE("a configuration that cannot be read is 66, and one that is wrong is 65") {
  Ran missing, wrong;
  missing.variables["EHLO_CONFIG"] = "/nowhere/config.toml";
  CHECK(missing.run({"send", "-t", "c@d"}) == 66);
  CHECK(missing.err.str() == "ehlo: send: cannot read /nowhere/config.toml (EHLO_CONFIG)\n");
  const test::File file("[send]\nservr = 1\n");
  wrong.variables["EHLO_CONFIG"] = file.path;
  CHECK(wrong.run({"send", "-t", "c@d"}) == 65);
}

TEST_CASE("of an option that is given twice the last one holds, and recipients add up") {
  Ran ran;
  CHECK(ran.run({"send", "-s", "a", "-s", "b", "-t", "x@y", "-t", "z@y", "--show-config"}) == 0);
  CHECK(ran.out.str() == "server = b  # command line\nto = x@y, z@y  # command line\n");
}

TEST_CASE("an empty value is 65, and nobody is connected to") {
  Ran server, equals, sni;
  CHECK(server.run({"send", "-s", "", "-t", "c@d"}) == 65);
  CHECK(server.err.str() == "ehlo: send: --server: the value is empty\n");
  CHECK(equals.run({"send", "--server=", "-t", "c@d"}) == 65);
  CHECK(sni.run({"send", "-s", "192.0.2.1", "-t", "c@d", "--tls-sni="}) == 75);
}

TEST_CASE("a list of mechanisms is one word behind --auth") {
  Ran ran;
  const ScriptedPeer peer({test::reply("220 mx\r\n"), test::expect("EHLO me.example\r\n"),
                           test::reply("250-mx\r\n250 AUTH LOGIN PLAIN\r\n"),
                           test::expect("AUTH PLAIN AGJvYgBwZW5jaWw=\r\n"),
                           test::reply("535 no\r\n"), test::expect("AUTH LOGIN\r\n"),
                           test::reply("454 later\r\n"), test::expect("QUIT\r\n"),
                           test::reply("221 bye\r\n")});
  ran.dialer.add(peer);
  ran.variables["EHLO_AUTH_PASSWORD"] = "pencil";
  CHECK(ran.run({"send", "--socket", "/run/smtp", "-t", "c@d", "--auth", "PLAIN,LOGIN",
                 "--auth-user", "bob"}) == 75);
  CHECK(peer.finished());
}
