// One mail transaction: MAIL, RCPT, DATA and the content (RFC 5321 section 3.3).
#pragma once

#include "base/result.h"
#include "smtp/connection.h"
#include "smtp/conversation.h"

namespace smtp {

// Runs plan.sender, plan.recipients and the message of plan.compose through the connection; what
// the server says goes to `outcome`. Where the server's LIMITS want it, the
// recipients are cut into several transactions (not for a message that can be read only once: that
// is an Error of kind unsupported). DATA is sent only when a recipient was accepted; in a
// pipelined group, where it went out before that was known, a lone dot takes a 354 back (RFC 2920
// section 3.1), unless it is MAIL alone that was refused: then the connection is closed. An Error
// is a lost conversation, or a message that could not be read: then nothing is delivered.
base::Result<void> run_transaction(Connection& connection, Transcript& transcript, const Plan& plan,
                                   Outcome& outcome);

}  // namespace smtp
