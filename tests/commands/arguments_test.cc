#include "commands/arguments.h"

#include <doctest/doctest.h>

#include "commands/send/options.h"

using namespace commands;
using Words = std::vector<std::string>;

namespace {

// What is wrong with these words behind `ehlo send`; empty: nothing.
std::string wrong(Words words) {
  CLI::App app("", "send");
  SendOptions options;
  bind_send_options(app, options);
  words.insert(words.begin(), "send");
  const auto checked = check_arguments(app, words);
  if (checked) return "";
  CHECK(checked.error().kind == base::ErrorKind::usage);
  return checked.error().text;
}

Words spelled(std::string name, Words words) {
  CLI::App app("", name);
  SendOptions options;
  bind_send_options(app, options);
  words.insert(words.begin(), std::move(name));
  words = spelled_out(app, std::move(words));
  words.erase(words.begin());
  return words;
}

std::string unknown(const Words& words, const std::string& word) {
  CLI::App app("", "send");
  SendOptions options;
  bind_send_options(app, options);
  return unknown_word(app, words, word);
}

}  // namespace

TEST_CASE("options have one letter behind one dash, digits behind it, or flags") {
  CHECK(wrong({"-s", "mx", "-p2525", "-S2", "-n", "-4n", "-t", "a@b"}).empty());
  CHECK(wrong({"--tls", "--server=mx", "--h-Subject", "x", "--h-X=y", "stray", "-"}).empty());
}

TEST_CASE("a value may look like anything but an option") {
  CHECK(wrong({"--subject", "-tls", "--body", "--none"}).empty());
  CHECK(wrong({"--", "-tls"}).empty());
}

TEST_CASE("a header field may be an option, and an equals sign may end a word") {
  CHECK(spelled("send", {"--h-Subject", "a b", "--h-X=c", "--tls-sni=", "-n"}) ==
        Words{"--header=Subject: a b", "--header=X: c", "--tls-sni", "", "-n"});
  CHECK(spelled("send", {"--", "--h-X=c"}) == Words{"--", "--h-X=c"});
}

TEST_CASE("what stands in brackets and is to be explained stays whole, and a value is left alone") {
  CHECK(spelled("codes", {"[\n{\"a\":1}]", "--body", "[\"b\"]", "--body=[b]", "--", "[c, d]"}) ==
        Words{"[\n{\"a\":1}] ", "--body", "[\"b\"]", "--body=[b]", "--", "[c, d] "});
  CHECK(spelled("send", {"[a, b]"}) == Words{"[a, b]"});
  CHECK(as_typed(kept_whole("[a, b]")) == "[a, b]");
  CHECK(as_typed("550 no ") == "550 no ");
  CHECK(as_typed("").empty());
}

// All error paths of check_arguments() follow.

TEST_CASE("what swaks calls otherwise is answered with our word") {
  CHECK(wrong({"-tls"}) == "-tls: write --tls");
  CHECK(wrong({"-to", "x"}) == "-to: write --to");
  CHECK(wrong({"-hr"}) == "-hr: write --hide-receive");
  CHECK(wrong({"-g"}) == "-g: write --data -");
  CHECK(wrong({"--protocol", "LMTP"}) ==
        "--protocol: write --lmtp, --tls, --tls-on-connect or --auth instead");
  CHECK(wrong({"--auth-extra", "x"}) == "--auth-extra: this option of swaks is not there yet");
}

TEST_CASE("a cluster is named by its first letter only: what is behind it may be a password") {
  CHECK(wrong({"-au", "alice", "-ap", "hunter2"}) == "-au: write --auth-user USER");
  CHECK(wrong({"-ap", "hunter2"}) ==
        "-ap: write --auth-password-file FILE (or --auth-password TEXT)");
  CHECK(wrong({"-phunter2"}) ==
        "-p... is not an option: one dash takes one letter, and its value is the next word");
}

TEST_CASE("a value that is missing is not taken from the next option") {
  CHECK(wrong({"--server"}) == "--server needs a value: HOST[:PORT]");
  CHECK(wrong({"--h-Subject"}) == "--h-Subject needs a value");
  CHECK(wrong({"--h-Subject", "--tls"}) ==
        "--h-Subject needs a value, and behind it stands the option --tls; if that is the value, "
        "write --h-Subject=--tls");
}

TEST_CASE("a word that nobody knows is shown, unless it may be a secret") {
  CHECK(unknown({"send", "--servr"}, "--servr=x") ==
        "unknown option --servr, did you mean --server?");
  CHECK(unknown({"send", "-Z"}, "-Z") == "unknown option -Z");
  CHECK(unknown({"send", "fast"}, "fast\x1b") == "unknown argument fast\\x1B");
  CHECK(unknown({"send", "--auth-user", "alice", "hunter2"}, "hunter2") ==
        "unknown argument behind an option; it is not shown here, as it may be a secret");
}
