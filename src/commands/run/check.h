// `ehlo run --check`, `--format` and `--to-session`: files looked at, and not run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "commands/env.h"
#include "commands/exit.h"
#include "commands/run/options.h"
#include "session/load.h"
#include "session/variables.h"

namespace commands {

using VariablesOf = std::function<session::Variables(const std::string& file)>;

// Says on standard output what is wrong with each file (65), or worth a look (1), or why it cannot
// be served (0: it can still be run).
Exit check_files(const std::vector<std::string>& files, const RunOptions& options,
                 const session::ReadFile& read_file, const VariablesOf& variables, Env& env);

// Prints each file in its canonical form, or writes that into it. A file that does not parse is
// said to be so on standard error, and stays as it is.
Exit format_files(const std::vector<std::string>& files, const RunOptions& options,
                  const session::ReadFile& read_file, Env& env);

// Prints session files made of what other programs printed; what has no place in them is said on
// standard error.
Exit import_files(const std::vector<std::string>& files, const session::ReadFile& read_file,
                  Env& env);

}  // namespace commands
