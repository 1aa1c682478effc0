// Where the secrets of a login come from, so that none has to stand in argv.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "commands/env.h"
#include "commands/send/options.h"
#include "smtp/auth.h"

namespace commands {

// User, password and token for `host`. The first source that is given wins: the option (also from
// environment or configuration), the file, the command, ~/.netrc (not for an empty `host`), and for
// a password that is needed and stands nowhere, the terminal. Errors name the option: kind no_input
// for a file, kind usage for a command that fails or when there is no terminal to ask.
base::Result<smtp::Credentials> find_credentials(const SendOptions& options,
                                                 const std::string& host, const Env& env);

// The first line of a file. Error kind no_input.
base::Result<base::Secret> first_line_of(const std::string& option, const std::string& path);

}  // namespace commands
