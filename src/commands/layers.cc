#include "commands/layers.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <algorithm>
#include <array>
#include <fstream>

#include "base/text.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::array<std::string_view, 3> kSecretOptions{"auth-password", "auth-token", "secret"};
// What makes sense only where it is typed.
constexpr std::array<std::string_view, 4> kOnlyTyped{"help", "show-config", "profile", "help-all"};

bool only_typed(const std::string& name) {
  return std::ranges::find(kOnlyTyped, name) != kOnlyTyped.end();
}

std::string environment_name(const std::string& option) {
  std::string name = "EHLO_" + base::to_upper(option);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::optional<std::string> config_path(const Env& env) {
  if (const auto path = env.getenv("EHLO_CONFIG")) return path;
  if (const auto base = env.getenv("XDG_CONFIG_HOME"); base && !base->empty())
    return *base + "/ehlo/config.toml";
  if (const auto home = env.getenv("HOME"); home && !home->empty())
    return *home + "/.config/ehlo/config.toml";
  return std::nullopt;
}

// The long name without dashes; the first one when there are several.
std::string long_name(const CLI::Option& option) {
  return option.get_lnames().empty() ? "" : option.get_lnames().front();
}

bool is_flag(const CLI::Option& option) { return option.get_type_size_max() == 0; }

// A flag takes true and false; false leaves it unset.
void set(CLI::Option& option, const std::vector<std::string>& values) {
  if (is_flag(option) && !values.empty()) {
    if (base::equal_ignoring_case(values.front(), "false") || values.front() == "0") return;
    option.add_result(option.get_flag_value(long_name(option), values.front()));
  } else {
    for (const std::string& value : values) option.add_result(value);
  }
  option.run_callback();
}

using Table = std::string;  // "send", "profile.work.send"

struct ConfigFile {
  std::string path;
  std::map<Table, std::vector<CLI::ConfigItem>> tables;
};

Result<ConfigFile> read_config(const Env& env) {
  ConfigFile file;
  const auto path = config_path(env);
  if (!path) return file;
  file.path = *path;
  std::ifstream in(*path);
  if (!in) {
    if (!env.getenv("EHLO_CONFIG")) return file;
    return fail(ErrorKind::no_input, fmt::format("cannot read {} (EHLO_CONFIG)", *path));
  }
  try {
    for (CLI::ConfigItem& item : CLI::ConfigTOML().from_config(in)) {
      if (item.name == "++" || item.name == "--") continue;  // CLI11's marks of a section's ends
      const std::string table = fmt::format("{}", fmt::join(item.parents, "."));
      if (table.empty())
        return fail(ErrorKind::parse,
                    fmt::format("{}: '{}' stands in no table: write [send], or another command, "
                                "in a line above it",
                                *path, base::printable(item.name)));
      file.tables[table].push_back(std::move(item));
    }
  } catch (const CLI::Error& error) {
    return fail(ErrorKind::parse, fmt::format("{}: {}", *path, error.what()));
  }
  return file;
}

CLI::Option* find_option(CLI::App& app, const std::string& name) {
  return app.get_option_no_throw("--" + name);
}

auto unknown_key(const CLI::App& app, const ConfigFile& file, const Table& table,
                 const std::string& key) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) names.push_back(long_name(*option));
  const auto near = base::nearest(key, names);
  return fail(
      ErrorKind::parse,
      fmt::format("{} [{}]: '{}' is not an option of this command{}", file.path, table,
                  base::printable(key), near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

// What stands above the first table belongs to no command, and would be passed over in silence.
Result<void> refuse_strays(const ConfigFile& file) {
  const auto strays = file.tables.find("");
  if (strays == file.tables.end()) return {};
  return fail(ErrorKind::parse,
              fmt::format("{}: '{}' stands in no table: write [send] above it for 'ehlo send'",
                          file.path, base::printable(strays->second.front().name)));
}

Result<void> apply_table(CLI::App& app, const ConfigFile& file, const Table& table,
                         Origins& origins) {
  const auto found = file.tables.find(table);
  if (found == file.tables.end()) return {};
  for (const CLI::ConfigItem& item : found->second) {
    CLI::Option* option = find_option(app, item.name);
    if (option == nullptr || only_typed(item.name)) return unknown_key(app, file, table, item.name);
    const std::string name = long_name(*option);
    if (option->count() > 0 || origins.contains(name)) continue;
    origins[name] = fmt::format("{} [{}]", file.path, table);
    set(*option, item.inputs);
  }
  return {};
}

void apply_environment(CLI::App& app, const Env& env, Origins& origins) {
  for (CLI::Option* option : app.get_options()) {
    const std::string name = long_name(*option);
    if (name.empty() || only_typed(name) || option->count() > 0) continue;
    const auto value = env.getenv(environment_name(name));
    if (!value) continue;
    origins[name] = "environment " + environment_name(name);
    set(*option, {*value});
  }
}

}  // namespace

bool is_secret_option(const std::string& name) {
  return std::ranges::find(kSecretOptions, name) != kSecretOptions.end();
}

Result<Origins> apply_layers(CLI::App& app, const std::string& profile, const Env& env) {
  Origins origins;
  for (const CLI::Option* option : app.get_options())
    if (option->count() > 0) origins[long_name(*option)] = "command line";
  apply_environment(app, env, origins);

  const auto file = read_config(env);
  if (!file) return fail(file.error());
  if (auto good = refuse_strays(*file); !good) return fail(good.error());
  if (!profile.empty()) {
    const Table table = fmt::format("profile.{}.{}", profile, app.get_name());
    if (!file->tables.contains(table))
      return fail(ErrorKind::parse,
                  fmt::format("--profile {}: there is no [{}] in {}", profile, table, file->path));
    if (auto done = apply_table(app, *file, table, origins); !done) return fail(done.error());
  }
  if (auto done = apply_table(app, *file, app.get_name(), origins); !done)
    return fail(done.error());
  return origins;
}

std::string show_config(const CLI::App& app, const Origins& origins) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = long_name(*option);
    const auto origin = origins.find(name);
    if (name.empty() || origin == origins.end() || only_typed(name)) continue;
    const std::string value =
        is_secret_option(name) ? "***"
        : is_flag(*option)     ? "true"
                           : base::printable(fmt::format("{}", fmt::join(option->results(), ", ")));
    text += fmt::format("{} = {}  # {}\n", name, value, origin->second);
  }
  return text;
}

}  // namespace commands
