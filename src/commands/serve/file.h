// `ehlo serve FILE`: a session file played as the server.
#pragma once

#include "commands/env.h"
#include "commands/exit.h"
#include "commands/serve/options.h"
#include "net/address.h"
#include "net/tls.h"
#include "report/transcript.h"

namespace commands {

// What of the options is the sink's alone, or a session file's alone, and was given for the other.
base::Result<void> refuse_mixed(const ServeOptions& options);

// `identity` is what @tls offers. The exit status is ok when every client kept to the script, check
// when one did not or did not come.
Exit serve_file(const ServeOptions& options, const net::Address& address,
                const report::TranscriptOptions& shown, const net::TlsIdentity& identity, Env& env);

}  // namespace commands
