// `ehlo send` as a proxy: XCLIENT, XFORWARD, and the header of the PROXY protocol. Names are
// swaks'.
#pragma once

#include "base/result.h"
#include "commands/send/options.h"
#include "smtp/conversation.h"

namespace commands {

// Fills plan.xclient, plan.xforward and plan.proxy_header. Errors name the option: kind usage for
// options that do not go together, kind parse for a value that cannot be.
base::Result<void> plan_proxied(const SendOptions& options, smtp::Plan& plan);

}  // namespace commands
