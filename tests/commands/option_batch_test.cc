#include "commands/option_batch.h"

#include <doctest/doctest.h>

#include <map>

#include "commands/table.h"

using namespace commands;

TEST_CASE("options of a batch stand behind the earlier ones, and all are found") {
  CLI::App app;
  bool first = false, second = false;
  app.add_flag("--first", first);
  {
    const OptionBatch batch(app);
    app.add_flag("--second", second);
  }
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) names.push_back(option->get_name());
  CHECK(names == std::vector<std::string>{"--help", "--first", "--second"});
  app.parse("--first --second");
  CHECK((first && second));
}

TEST_CASE("no command has two options of one name") {
  for (const Command& command : table()) {
    CLI::App app;
    command.attach(app);
    std::map<std::string, int> times;
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) ++times["--" + name];
      for (const std::string& name : option->get_snames()) ++times["-" + name];
    }
    for (const auto& given : times)
      CHECK_MESSAGE(given.second == 1, command.name, " ", given.first);
  }
}
