#include "commands/complain.h"

namespace commands {

Exit complain(Env& env, std::string_view command, const base::Error& error) {
  env.err << "ehlo: " << command << ": " << error.text << '\n';
  return exit_for(error.kind);
}

}  // namespace commands
