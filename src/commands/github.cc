#include "commands/github.h"

namespace commands {

bool is_on_github(const Env& env) {
  const std::string value = env.getenv("GITHUB_ACTIONS").value_or("");
  return !value.empty() && value != "false" && value != "0";
}

}  // namespace commands
