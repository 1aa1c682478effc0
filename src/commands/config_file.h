// The configuration file: TOML 1.0, flattened to what options need.
//
// A value is text, a whole number, a boolean, or an array of these; another one is an error that
// names the key. toml++ reads it: what TOML forbids is told in its words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace commands {

struct ConfigValue {
  enum class Kind { text, number, boolean };
  Kind kind = Kind::text;
  std::string text;  // "true" and "false" for a boolean
};

struct ConfigEntry {
  std::string table;  // "send", "profile.work.send"; empty above the first one
  std::string key;
  std::vector<ConfigValue> values;  // more than one, or none, only of an array
  int line = 0;
};

struct Config {
  std::vector<std::string> tables;  // also those that are empty
  std::vector<ConfigEntry> entries;
};

// Error kind parse: "config.toml:3: ...", with `path` in front.
base::Result<Config> parse_config(std::string_view text, const std::string& path);

// toml++'s version, for `ehlo --version`.
std::string toml_library_version();

}  // namespace commands
