// The extensions of the envelope of `ehlo send`: what its options ask of MAIL, RCPT and the way the
// content goes.
#pragma once

#include "base/result.h"
#include "commands/send/options.h"
#include "smtp/conversation.h"

namespace commands {

// Fills plan.mail_parameters, plan.rcpt_parameters and how the content goes. Errors name the
// option: kind parse for a value that cannot be, kind usage for CR, LF or NUL in one.
base::Result<void> plan_envelope(const SendOptions& options, smtp::Plan& plan);

}  // namespace commands
