// The variables of a run: those of the command line and its files, secrets, and the built-ins.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "commands/env.h"
#include "commands/variable_options.h"
#include "session/variables.h"

namespace commands {

class RunValues {
 public:
  // Reads the files and asks for what has to be asked for. `server` is the value of {{server}};
  // empty: it is not set. Errors name the option: kind usage for what is not NAME=VALUE, parse for
  // a line of a file that is not, no_input for a file that cannot be read.
  static base::Result<RunValues> from(const VariableOptions& options, const std::string& server,
                                      const Env& env);

  // Fresh variables for one try of a session file. From any thread.
  session::Variables variables(const std::string& file) const;

 private:
  struct Given {
    std::string name;
    session::Origin origin;
    base::Secret value;
    bool secret = false;
  };
  struct Machine;
  base::Result<void> add_pair(const std::string& option, const std::string& pair,
                              session::Origin origin, bool secret);
  base::Result<void> add_file(const std::string& option, const std::string& path, bool secret);
  base::Result<void> add_secret(const std::string& given, const Env& env);

  std::vector<Given> given_;
  std::shared_ptr<Machine> machine_;
};

}  // namespace commands
