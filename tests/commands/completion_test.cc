#include "commands/completion.h"

#include <doctest/doctest.h>

using namespace commands;

namespace {

std::string script(const std::string& shell) {
  CLI::App top("ehlo");
  CLI::App* send = top.add_subcommand("send", "send: it's [good]");
  static bool flag = false;
  static std::string file, name, stage;
  send->set_help_flag();
  send->add_flag("-x,--extra", flag, "more: [x]\nsecond line");
  send->add_option("--data", file, "a file")->type_name("@FILE|-");
  send->add_option("-n,--name", name, "it's a name")->type_name("NAME");
  send->add_option("-q,--quit-after", stage, "leave here")->type_name("STAGE");
  const auto text = completion_script(top, shell);
  return text ? *text : text.error().text;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("bash knows each command's words, and behind which of them a file comes") {
  const std::string text = script("bash");
  CHECK(holds(text, "compgen -W 'send --help --version --completion'"));
  CHECK(holds(text,
              "    send)\n      words='-x --extra --data -n --name -q --quit-after'\n"
              "      files='--data'\n      others='-n|--name'\n      case $previous in\n"
              "        -q|--quit-after) values='banner connect first-ehlo "));
  CHECK(text.ends_with("complete -o filenames -F _ehlo ehlo\n"));
}

TEST_CASE("zsh gets each option with its summary, and what has a meaning to it is escaped") {
  const std::string text = script("zsh");
  CHECK(text.starts_with("#compdef ehlo\n"));
  CHECK(holds(text, "    'send:send\\: it'\\''s \\[good\\]'\n"));
  CHECK(holds(text, "        '*-x[more\\: \\[x\\]]' \\\n        '*--extra[more\\: \\[x\\]]' \\\n"));
  CHECK(holds(text, "        '*--data=[a file]:@FILE|-:_files -P @' \\\n"));
  CHECK(holds(text, "        '*--name=[it'\\''s a name]:NAME:' \\\n"));
  CHECK(holds(text, "        '*--quit-after=[leave here]:STAGE:(banner connect first-ehlo "));
}

TEST_CASE("fish gets each option on a line") {
  const std::string text = script("fish");
  CHECK(holds(text,
              "complete -c ehlo -n __fish_use_subcommand -a send -d 'send: it'\\''s [good]'\n"));
  CHECK(holds(text,
              "complete -c ehlo -n '__fish_seen_subcommand_from send' -s x -l extra -d "
              "'more: [x]'\n"));
  CHECK(holds(text, " -l data -r -F -a '(__ehlo_at_file)' -d 'a file'\n"));
  CHECK(holds(text, " -s n -l name -x -d 'it'\\''s a name'\n"));
  CHECK(holds(text, " -s q -l quit-after -x -a 'banner connect first-ehlo "));
}

TEST_CASE("another shell is an error") {
  const std::string error = "--completion: write bash, zsh or fish behind it";
  CHECK(script("csh") == error);
  CHECK(script("") == error);
}
