#include "commands/colour.h"

namespace commands {

bool wants_colour(std::string_view when, bool is_terminal, const Env& env) {
  if (when != "auto") return when == "always";
  const auto no_color = env.getenv("NO_COLOR");
  return is_terminal && (!no_color || no_color->empty());
}

}  // namespace commands
