// The configuration file: that part of TOML 1.0 which options need.
//
// Tables, strings on one line ("..." and '...'), whole numbers, true and false, and arrays of
// these. What else TOML has (floats, dates, multi-line strings, dotted keys, inline tables, arrays
// of tables) is an error that says so, as is what TOML forbids: a key twice, a value without
// quotes.
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
  std::string table;  // "send", "profile.work.send"
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

}  // namespace commands
