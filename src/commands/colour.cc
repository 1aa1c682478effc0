#include "commands/colour.h"

#include <CLI/Validators.hpp>

namespace commands {

void bind_colour(CLI::App& app, std::string& when) {
  app.add_option("--color", when, "auto, always or never (NO_COLOR is respected; default: auto)")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->group("Output");
}

bool wants_colour(std::string_view when, bool is_terminal, const Env& env) {
  if (when != "auto") return when == "always";
  const auto no_color = env.getenv("NO_COLOR");
  return is_terminal && (!no_color || no_color->empty());
}

}  // namespace commands
