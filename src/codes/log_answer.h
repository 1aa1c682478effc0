// What can be said about a log line.
#pragma once

#include "codes/answer.h"
#include "codes/log_line.h"

namespace codes {

// The answer to its words. What the mailer tries again is temporary, whatever code they hold; where
// they hold none, what the mailer did tells whether the refusal is for good.
Answer answer(const LogEvent& event, const Classifier& classifier);

}  // namespace codes
