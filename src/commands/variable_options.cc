#include "commands/variable_options.h"

namespace commands {

void bind_variable_options(CLI::App& app, VariableOptions& options) {
  const auto list = [&](const char* names, std::vector<std::string>& value, const char* type,
                        const char* about) {
    app.add_option(names, value, about)
        ->type_name(type)
        ->allow_extra_args(false)
        ->group("Variables");
  };
  list("--var,--variable", options.vars, "NAME=VALUE", "set {{NAME}}; may be repeated");
  list("--vars-file,--variables-file", options.vars_files, "FILE",
       "set a variable with each line NAME=VALUE of this file");
  list("--secret", options.secrets, "NAME[=@FILE]",
       "a variable that is shown nowhere: the first line of FILE, or else EHLO_VAR_NAME,\n"
       "or else asked for; NAME=VALUE too, but everybody on the machine can see that");
  list("--secrets-file", options.secrets_files, "FILE",
       "set such a variable with each line NAME=VALUE of this file");
}

}  // namespace commands
