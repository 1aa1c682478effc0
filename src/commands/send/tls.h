// The TLS options of `ehlo send`, checked and brought into one value.
#pragma once

#include "base/result.h"
#include "commands/env.h"
#include "commands/send/options.h"
#include "smtp/conversation.h"

namespace commands {

// Fills plan.tls and plan.tls_options, all but the names, which depend on the host. The passphrase
// of an encrypted key that no file holds is asked for on the terminal.
base::Result<void> plan_tls(const SendOptions& options, const Env& env, smtp::Plan& plan);

}  // namespace commands
