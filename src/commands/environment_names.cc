#include "commands/environment_names.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

#include "base/text.h"
#include "commands/table.h"

namespace commands {
namespace {

constexpr std::string_view kOurs = "EHLO_";
constexpr std::string_view kOfSessions = "EHLO_VAR_";

std::vector<std::string> known_names() {
  std::vector<std::string> names{"EHLO_CONFIG", "EHLO_PROFILE"};
  CLI::App top;
  for (const Command& command : table()) {
    CLI::App* app = top.add_subcommand(std::string(command.name));
    command.attach(*app);
    for (const CLI::Option* option : app->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back(environment_name(name));
  }
  return names;
}

}  // namespace

std::string environment_name(const std::string& option) {
  std::string name = std::string(kOurs) + base::to_upper(option);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::vector<std::string> misspelt_variables(std::vector<std::string> given) {
  std::erase_if(given, [](const std::string& name) {
    return !name.starts_with(kOurs) || name.starts_with(kOfSessions);
  });
  if (given.empty()) return {};
  const std::vector<std::string> known = known_names();
  std::vector<std::string> hints;
  for (const std::string& name : given) {
    if (std::ranges::find(known, name) != known.end()) continue;
    if (const auto near = base::nearest(name, known))
      hints.push_back(fmt::format("{} is no option's variable, did you mean {}?",
                                  base::printable(name), *near));
  }
  return hints;
}

}  // namespace commands
