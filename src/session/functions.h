// The functions that may stand in {{...}}.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "session/script.h"

namespace session {

struct Function {
  std::string_view name;
  std::size_t arguments;
  std::string_view usage;
};

inline constexpr std::array kFunctions{
    Function{"base64", 1, "{{base64 \"text\"}}"},
    Function{"env", 1, "{{env NAME}}"},
    Function{"file", 1, "{{file PATH}}"},
    Function{"repeat", 2, "{{repeat \"x\" 2000}}"},
};

// Null when `name` is none.
const Function* find_function(std::string_view name);

// What is wrong with a call by itself: an unknown function, or too few or many arguments.
std::optional<std::string> misuse(const Piece& call);

}  // namespace session
