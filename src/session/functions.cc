#include "session/functions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace session {

const Function* find_function(std::string_view name) {
  const auto found = std::ranges::find(kFunctions, name, &Function::name);
  return found == kFunctions.end() ? nullptr : found;
}

std::optional<std::string> misuse(const Piece& call) {
  const Function* function = find_function(call.text);
  if (function == nullptr && call.arguments.empty()) return std::nullopt;
  if (function == nullptr)
    return fmt::format(
        "'{}' is no function, so nothing may stand behind it; functions are base64, env, file and "
        "repeat",
        base::printable(call.text));
  if (call.arguments.size() != function->arguments)
    return fmt::format("expected {}", function->usage);
  return std::nullopt;
}

}  // namespace session
