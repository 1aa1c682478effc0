// What can be said about one recipient of a bounce.
#pragma once

#include "codes/answer.h"
#include "codes/bounce.h"

namespace codes {

// By what has become of the message, whatever the code is; retry and suppression, which are about
// the address, go by the code. The answer's views point into the recipient.
Answer answer(const BouncedRecipient& recipient);

}  // namespace codes
