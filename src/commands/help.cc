#include "commands/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/wrap.h"

namespace commands {
namespace {

constexpr std::size_t kAbout = 30;  // the column where descriptions begin
constexpr std::size_t kWidest = 100;
constexpr std::string_view kOwnGroup = "Options";  // CLI11's, of options that name no group

std::string names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  const std::string argument = option.get_type_name();
  const bool gap = !names.empty() && !argument.empty();
  return fmt::format("  {}{}{}", fmt::join(names, ", "), gap ? " " : "", argument);
}

// " FILE|DIR..." for what stands without a dash.
std::string operands(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const bool many = option->get_items_expected_max() > 1;
    const std::string word = option->get_type_name() + (many ? "..." : "");
    text += option->get_required() ? " " + word : " [" + word + "]";
  }
  return text;
}

std::string option_text(const CLI::Option& option, std::size_t columns) {
  std::string text = names_of(option);
  const bool fits = text.size() + 2 <= kAbout;
  text += fits ? std::string(kAbout - text.size(), ' ') : "\n" + std::string(kAbout, ' ');
  const auto rows = base::wrapped(option.get_description(), columns - kAbout);
  return fmt::format("{}{}\n", text, fmt::join(rows, "\n" + std::string(kAbout, ' ')));
}

std::string group_text(const CLI::App& app, const std::string& group, std::size_t columns) {
  std::string text = fmt::format("\n{}:\n", group == kOwnGroup ? "Every command" : group);
  for (const CLI::Option* option : app.get_options())
    if (option->get_group() == group) text += option_text(*option, columns);
  return text;
}

}  // namespace

std::string help_text(const CLI::App& app, int columns) {
  const std::size_t width = std::clamp<std::size_t>(static_cast<std::size_t>(columns), 60, kWidest);
  std::vector<std::string> groups = app.get_groups();
  std::stable_partition(groups.begin(), groups.end(),
                        [](const std::string& group) { return group != kOwnGroup; });
  std::string text = fmt::format("Usage: ehlo {} [OPTION]...{}\n{}\n", app.get_name(),
                                 operands(app), app.get_description());
  for (const std::string& group : groups) text += group_text(app, group, width);
  return text + fmt::format("\n'man ehlo-{}' tells more.\n", app.get_name());
}

}  // namespace commands
