#include "commands/help.h"

#include <doctest/doctest.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <string>

namespace {

struct Command {
  CLI::App app{"shout at a server", "shout"};
  bool loud = false;
  std::string text;
};

}  // namespace

TEST_CASE("help shows the options in their groups, and those of every command last") {
  Command command;
  command.app.set_help_flag("-h,--help", "show this help");
  command.app.add_option("-t,--text", command.text, "what to shout")
      ->type_name("TEXT")
      ->group("What");
  command.app.add_flag("--loud", command.loud, "shout louder")->group("How");
  CHECK(commands::help_text(command.app, 80) ==
        "Usage: ehlo shout [OPTION]...\n"
        "shout at a server\n"
        "\n"
        "What:\n"
        "  -t, --text TEXT             what to shout\n"
        "\n"
        "How:\n"
        "  --loud                      shout louder\n"
        "\n"
        "Every command:\n"
        "  -h, --help                  show this help\n"
        "\n"
        "'man ehlo-shout' tells more.\n");
}

TEST_CASE("help shows what stands without a dash, in the first line too") {
  Command command;
  command.app.set_help_flag("");
  std::vector<std::string> words;
  command.app.add_option("where", command.text, "the server")
      ->type_name("HOST")
      ->required()
      ->group("What");
  command.app.add_option("words", words, "what to shout")->type_name("WORD")->group("What");
  CHECK(commands::help_text(command.app, 80) ==
        "Usage: ehlo shout [OPTION]... HOST [WORD...]\n"
        "shout at a server\n"
        "\n"
        "What:\n"
        "  HOST                        the server\n"
        "  WORD                        what to shout\n"
        "\n"
        "'man ehlo-shout' tells more.\n");
}

TEST_CASE("help wraps a description at the width of the terminal") {
  Command command;
  command.app.set_help_flag("");
  command.app.add_flag("--loud", command.loud, "shout so that it is heard\nthree streets away")
      ->group("How");
  CHECK(commands::help_text(command.app, 60) ==
        "Usage: ehlo shout [OPTION]...\n"
        "shout at a server\n"
        "\n"
        "How:\n"
        "  --loud                      shout so that it is heard\n"
        "                              three streets away\n"
        "\n"
        "'man ehlo-shout' tells more.\n");
}

TEST_CASE("help puts a description below names that are too long") {
  Command command;
  command.app.set_help_flag("");
  command.app.add_flag("--loud,--as-loud-as-you-can", command.loud, "shout louder")->group("How");
  CHECK(commands::help_text(command.app, 80) ==
        "Usage: ehlo shout [OPTION]...\n"
        "shout at a server\n"
        "\n"
        "How:\n"
        "  --loud, --as-loud-as-you-can\n"
        "                              shout louder\n"
        "\n"
        "'man ehlo-shout' tells more.\n");
}
