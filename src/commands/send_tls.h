// The TLS options of `ehlo send`, checked and brought into one value.
#pragma once

#include "base/result.h"
#include "commands/send_options.h"
#include "smtp/conversation.h"

namespace commands {

// Fills plan.tls and plan.tls_options, all but the names, which depend on the host.
base::Result<void> plan_tls(const SendOptions& options, smtp::Plan& plan);

}  // namespace commands
