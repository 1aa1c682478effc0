// `ehlo mx --tlsa-for CERT.pem HOST...`: the TLSA records to publish for a certificate.
#pragma once

#include "commands/env.h"
#include "commands/exit.h"
#include "commands/mx/options.h"

namespace commands {

// For each host "3 1 1", which holds as long as the key does; and the "2 1 1" of the issuer when it
// is in the file, which holds across new keys. Asks nobody.
Exit print_tlsa(const MxOptions& options, Env& env);

}  // namespace commands
