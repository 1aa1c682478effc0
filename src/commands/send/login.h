// The login options of `ehlo send`, checked; the secrets themselves are in credentials.h.
#pragma once

#include "base/result.h"
#include "commands/send/options.h"
#include "commands/send/plan.h"

namespace commands {

// Fills how the plan logs in. job.server and job.verify_target are known. Errors name the option.
base::Result<void> plan_login(const SendOptions& options, SendJob& job);

}  // namespace commands
