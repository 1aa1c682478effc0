#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "commands/app.h"
#include "commands/exit.h"
#include "commands/standard_streams.h"
#include "commands/system_env.h"

int main(int argc, char** argv) {
  commands::occupy_standard_streams();
  // A peer or a pager that goes away is an error to report, not a death.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  try {
    commands::Env env = commands::system_env();
    return commands::run_app(std::vector<std::string>(argv + 1, argv + argc), env,
                             commands::variable_names());
  } catch (const std::exception& error) {
    std::cerr << "ehlo: " << error.what() << '\n';
    return commands::status(commands::Exit::io);
  }
}
