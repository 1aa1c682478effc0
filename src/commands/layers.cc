#include "commands/layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "commands/config_file.h"
#include "commands/environment_names.h"
#include "commands/table.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::array<std::string_view, 3> kSecretOptions{"auth-password", "auth-token", "secret"};
// Of variables.
constexpr std::array<std::string_view, 2> kSecretNames{"password", "token"};
// What makes sense only where it is typed.
constexpr std::array<std::string_view, 4> kOnlyTyped{"help", "show-config", "profile", "help-all"};
constexpr std::array<std::string_view, 8> kMayBeEmpty{
    "tls-sni", "subject", "body", "attach-name", "auth", "auth-optional", "auth-optional-strict",
    "silent"};

// Of each row one holds: the one from the strongest place.
constexpr auto kChoices = std::to_array<std::array<std::string_view, 5>>({
    {"server", "socket", "pipe", "copy-routing"},
    {"ipv4", "ipv6"},
    {"tls", "tls-optional", "tls-optional-strict", "tls-on-connect", "no-tls"},
    {"no-tls", "tls-verify"},
    {"no-tls", "tls-verify-ca"},
    {"no-tls", "tls-verify-host"},
    {"no-tls", "tls-verify-target"},
    {"no-tls", "tls-get-peer-cert"},
    {"no-tls", "tls-get-peer-chain"},
    {"no-tls", "tls-cert"},
    {"quit-after", "drop-after", "drop-after-send"},
    {"auth", "auth-optional", "auth-optional-strict", "no-auth"},
    {"no-auth", "auth-user"},
    {"auth-password", "auth-password-file", "auth-password-command"},
    {"auth-token", "auth-token-file", "auth-token-command"},
    {"data", "body"},
    {"data", "html"},
    {"data", "attach"},
    {"data", "attach-body"},
    {"data", "inline"},
    {"data", "8bit"},
    {"data", "sample"},
    {"sample", "body"},
    {"sample", "html"},
    {"sample", "attach"},
    {"data", "subject"},
    {"data", "header"},
    {"data", "add-header"},
    {"hold-for", "hold-until"},
    {"to", "recipients"},
    {"maildir", "mbox"},
});

bool only_typed(const std::string& name) {
  return std::ranges::find(kOnlyTyped, name) != kOnlyTyped.end();
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

bool is_flag(const CLI::Option& option) { return option.get_expected_max() == 0; }

// As --auth, that may stand without its list.
bool may_stand_alone(const CLI::Option& option) {
  return !is_flag(option) && option.get_expected_min() == 0;
}

CLI::Option* find_option(CLI::App& app, const std::string& name) {
  return name.empty() ? nullptr : app.get_option_no_throw("--" + name);
}

struct ConfigFile {
  std::string path;
  Config config;
};

Result<ConfigFile> read_config(const Env& env) {
  ConfigFile file;
  const auto path = config_path(env);
  if (!path) return file;
  file.path = *path;
  const bool named = env.getenv("EHLO_CONFIG").has_value();
  std::error_code none;
  std::ifstream in(*path);
  if (!in || std::filesystem::is_directory(*path, none)) {
    if (!named && !std::filesystem::exists(*path, none)) return file;
    return fail(ErrorKind::no_input, fmt::format("cannot read {}{}", base::printable(*path),
                                                 named ? " (EHLO_CONFIG)" : ""));
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto config = parse_config(text, base::printable(*path));
  if (!config) return fail(config.error());
  file.config = std::move(*config);
  return file;
}

// One place after the other, the strongest first, lays what it says over the options.
class Layers {
 public:
  Layers(CLI::App& app, const Env& env) : app_(app), env_(env) {}

  Result<Origins> apply(std::string profile);

 private:
  struct Place {
    std::string option;  // for errors: "EHLO_TLS", "config.toml:3: tls"
    std::string origin;  // for people: "environment EHLO_TLS"
  };

  void take_typed();
  Result<void> take_environment();
  Result<void> take_table(const std::string& table);
  Result<void> check_tables() const;
  Result<void> check_key(const ConfigEntry& entry) const;
  Result<void> lay(CLI::Option& option, const std::vector<ConfigValue>& values, const Place& place);
  bool overruled(const std::string& name) const;
  void begin() { stronger_ = holding_; }

  CLI::App& app_;
  const Env& env_;
  ConfigFile file_;
  Origins origins_;
  std::set<std::string> holding_, stronger_;  // options that are not just switched off
};

bool Layers::overruled(const std::string& name) const {
  return std::ranges::any_of(kChoices, [&](const auto& choice) {
    return std::ranges::find(choice, name) != choice.end() &&
           std::ranges::any_of(choice, [&](std::string_view other) {
             return other != name && stronger_.contains(std::string(other));
           });
  });
}

void Layers::take_typed() {
  for (const CLI::Option* option : app_.get_options()) {
    if (option->count() == 0 || long_name(*option).empty()) continue;
    origins_[long_name(*option)] = "command line";
    holding_.insert(long_name(*option));
  }
}

// Values of the environment are texts, also where the option is a flag.
Result<void> Layers::lay(CLI::Option& option, const std::vector<ConfigValue>& values,
                         const Place& place) {
  const std::string name = long_name(option);
  if (origins_.contains(name) || overruled(name)) return {};
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::parse, fmt::format("{}: {}", place.option, why));
  };
  const bool is_switch =
      values.size() == 1 && (values[0].text == "true" || values[0].text == "false");
  if (is_flag(option) && !is_switch) return wrong("write true or false");
  const bool repeats = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  if (values.size() > 1 && option.get_expected_max() == 1 && !repeats)
    return wrong("takes one value");
  origins_[name] = place.origin;
  try {
    if (is_switch && (is_flag(option) || may_stand_alone(option))) {
      if (values[0].text == "false") return {};
      option.add_result(is_flag(option) ? option.get_flag_value(name, "true") : "");
    } else {
      for (const ConfigValue& value : values) option.add_result(value.text);
    }
    option.run_callback();
  } catch (const CLI::ParseError& error) {
    return wrong(base::printable(error.what()));
  }
  holding_.insert(name);
  return {};
}

Result<void> Layers::take_environment() {
  begin();
  for (CLI::Option* option : app_.get_options()) {
    const std::string name = long_name(*option), variable = environment_name(name);
    if (name.empty() || only_typed(name)) continue;
    auto value = env_.getenv(variable);
    if (!value) continue;
    if (is_flag(*option) && (*value == "1" || *value == "0"))
      *value = *value == "1" ? "true" : "false";
    if (auto laid = lay(*option, {{ConfigValue::Kind::text, *value}},
                        {variable, "environment " + variable});
        !laid)
      return laid;
  }
  return {};
}

Result<void> Layers::take_table(const std::string& table) {
  begin();
  for (const ConfigEntry& entry : file_.config.entries) {
    if (entry.table != table) continue;
    CLI::Option& option = *find_option(app_, entry.key);
    const Place place{fmt::format("{}:{}: {}", file_.path, entry.line, entry.key),
                      fmt::format("{} [{}]", file_.path, table)};
    const bool text = std::ranges::any_of(entry.values, [](const ConfigValue& value) {
      return value.kind != ConfigValue::Kind::boolean;
    });
    if (is_flag(option) == text && !(may_stand_alone(option) && !text))
      return fail(ErrorKind::parse,
                  fmt::format("{}: {}", place.option,
                              text ? "write true or false" : "write its value, in quotes"));
    if (auto laid = lay(option, entry.values, place); !laid) return laid;
  }
  return {};
}

Result<void> Layers::check_key(const ConfigEntry& entry) const {
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::parse, fmt::format("{} [{}]: '{}' {}", file_.path, entry.table,
                                              base::printable(entry.key), why));
  };
  if (only_typed(entry.key)) return wrong("stands on the command line only");
  if (find_option(app_, entry.key) != nullptr) return {};
  std::vector<std::string> names;
  for (const CLI::Option* option : app_.get_options())
    if (!only_typed(long_name(*option))) names.push_back(long_name(*option));
  if (entry.key.starts_with("h-"))
    return wrong(fmt::format("is written header = [\"{}: ...\"] here", entry.key.substr(2)));
  const auto near = base::nearest(entry.key, names);
  return wrong(fmt::format("is not an option of this command{}",
                           near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

// What stands in no table, or in one of a command that does not exist, would be passed over in
// silence; so would a profile with a mistake until the day on which it is used.
Result<void> Layers::check_tables() const {
  std::vector<std::string> commands;
  for (const Command& command : table()) commands.emplace_back(command.name);
  for (const std::string& name : file_.config.tables) {
    const std::size_t dot = name.rfind('.');
    const std::string command = name.substr(dot == name.npos ? 0 : dot + 1);
    if ((dot == name.npos || name.starts_with("profile.")) &&
        std::ranges::find(commands, command) != commands.end())
      continue;
    const auto near = base::nearest(command, commands);
    return fail(ErrorKind::parse,
                fmt::format("{}: [{}] is no command's table; write [send] or [profile.NAME.send]{}",
                            file_.path, base::printable(name),
                            near ? fmt::format(", did you mean '{}'?", *near) : ""));
  }
  for (const ConfigEntry& entry : file_.config.entries) {
    if (entry.table.empty())
      return fail(ErrorKind::parse,
                  fmt::format("{}: '{}' stands in no table: write [send], or another command, "
                              "in a line above it",
                              file_.path, base::printable(entry.key)));
    const bool ours =
        entry.table == app_.get_name() || entry.table.ends_with("." + app_.get_name());
    if (!ours) continue;
    if (auto good = check_key(entry); !good) return good;
  }
  return {};
}

Result<Origins> Layers::apply(std::string profile) {
  take_typed();
  if (auto done = take_environment(); !done) return fail(done.error());
  auto file = read_config(env_);
  if (!file) return fail(file.error());
  file_ = std::move(*file);
  if (auto good = check_tables(); !good) return fail(good.error());
  const std::string_view asked_by = profile.empty() ? "EHLO_PROFILE=" : "--profile ";
  if (profile.empty()) profile = env_.getenv("EHLO_PROFILE").value_or("");
  if (!profile.empty()) {
    const std::string chosen = fmt::format("profile.{}.{}", profile, app_.get_name());
    if (std::ranges::find(file_.config.tables, chosen) == file_.config.tables.end())
      return fail(ErrorKind::parse,
                  fmt::format("{}{}: there is no [{}] in {}", asked_by, base::printable(profile),
                              base::printable(chosen), file_.path));
    if (auto done = take_table(chosen); !done) return fail(done.error());
  }
  if (auto done = take_table(app_.get_name()); !done) return fail(done.error());
  return std::move(origins_);
}

// What is secret by its name stays so, though it should have been given with --secret.
std::string shown(const std::string& option, std::vector<std::string> values) {
  if (option == "var")
    for (std::string& value : values)
      if (holds_secret(value)) value = value.substr(0, value.find('=') + 1) + "***";
  return fmt::format("{}", fmt::join(values, ", "));
}

}  // namespace

bool is_secret_option(const std::string& name) {
  return std::ranges::find(kSecretOptions, name) != kSecretOptions.end();
}

Result<Origins> apply_layers(CLI::App& app, const std::string& profile, const Env& env) {
  return Layers(app, env).apply(profile);
}

Result<void> refuse_empty(const CLI::App& app, const Origins& origins) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = long_name(*option);
    const auto origin = origins.find(name);
    if (name.empty() || origin == origins.end() ||
        std::ranges::find(kMayBeEmpty, name) != kMayBeEmpty.end())
      continue;
    const auto& given = option->results();
    if (std::ranges::find(given, "") == given.end()) continue;
    const bool typed = origin->second == "command line";
    return fail(ErrorKind::parse, fmt::format("--{}{}: the value is empty", name,
                                              typed ? "" : " (" + origin->second + ")"));
  }
  return {};
}

bool holds_secret(std::string_view pair) {
  return std::ranges::any_of(kSecretNames, [&](std::string_view name) {
    return pair.starts_with(name) && pair.substr(name.size()).starts_with('=');
  });
}

std::string show_config(const CLI::App& app, const Origins& origins) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = long_name(*option);
    const auto origin = origins.find(name);
    if (name.empty() || origin == origins.end() || only_typed(name)) continue;
    const std::string value = is_secret_option(name) ? "***"
                              : option->count() == 0 ? "false"
                              : is_flag(*option)
                                  ? "true"
                                  : base::printable(shown(name, option->reduced_results()));
    text += fmt::format("{} = {}  # {}\n", name, value, origin->second);
  }
  return text;
}

}  // namespace commands
