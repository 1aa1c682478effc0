// The words that an option's value may be: for completions.
#pragma once

#include <CLI/Option.hpp>
#include <string>

namespace commands {

struct OptionWords {
  std::string words;     // between blanks; empty: it may be anything
  bool is_list = false;  // several of them, between commas
};

OptionWords words_of(const CLI::Option& option);

}  // namespace commands
