#include "commands/config_file.h"

#include <fmt/format.h>

#include <algorithm>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "base/text.h"

namespace commands {
namespace {

using base::Result;

class Flattener {
 public:
  explicit Flattener(const std::string& path) : path_(path) {}

  Result<Config> flatten(const toml::table& root) {
    if (auto done = add(root, ""); !done) return base::fail(done.error());
    return std::move(config_);
  }

 private:
  // [profile.work.send] makes [profile] and [profile.work] too: what holds only tables is not told.
  Result<void> add(const toml::table& table, const std::string& name) {
    const bool only_tables =
        std::ranges::all_of(table, [](const auto& entry) { return entry.second.is_table(); });
    if (!name.empty() && (table.empty() || !only_tables)) config_.tables.push_back(name);
    for (const auto& [key, node] : table) {
      const std::string full = fmt::format("{}{}{}", name, name.empty() ? "" : ".", key.str());
      if (const toml::table* inner = node.as_table()) {
        if (auto done = add(*inner, full); !done) return done;
        continue;
      }
      ConfigEntry entry{name, std::string(key.str()), {}, line_of(key.source())};
      if (auto done = add(node, entry); !done) return done;
      config_.entries.push_back(std::move(entry));
    }
    return {};
  }

  Result<void> add(const toml::node& node, ConfigEntry& entry) const {
    using Kind = ConfigValue::Kind;
    if (const toml::array* array = node.as_array()) {
      for (const toml::node& one : *array)
        if (auto done = add(one, entry); !done) return done;
    } else if (const auto* text = node.as_string()) {
      entry.values.push_back({Kind::text, text->get()});
    } else if (const auto* number = node.as_integer()) {
      entry.values.push_back({Kind::number, fmt::to_string(number->get())});
    } else if (const auto* boolean = node.as_boolean()) {
      entry.values.push_back({Kind::boolean, boolean->get() ? "true" : "false"});
    } else {
      return base::fail(
          base::ErrorKind::parse,
          fmt::format(
              "{}:{}: '{}' takes \"text\", a whole number, true, false, or a [list] of these",
              path_, line_of(node.source()), base::printable(entry.key)));
    }
    return {};
  }

  static int line_of(const toml::source_region& source) {
    return static_cast<int>(source.begin.line);
  }

  const std::string& path_;
  Config config_;
};

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& path) {
  const toml::parse_result parsed = toml::parse(text);
  if (parsed) return Flattener(path).flatten(parsed.table());
  const toml::parse_error& error = parsed.error();
  const bool of_value = error.description().find("parsing value") != std::string_view::npos;
  return base::fail(
      base::ErrorKind::parse,
      fmt::format("{}:{}: {}{}", path, error.source().begin.line,
                  base::printable(error.description()), of_value ? "; text stands in quotes" : ""));
}

std::string toml_library_version() {
  return fmt::format("{}.{}.{}", TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH);
}

}  // namespace commands
