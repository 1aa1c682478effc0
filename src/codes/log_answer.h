// What can be said about a log line.
#pragma once

#include "codes/answer.h"
#include "codes/log_line.h"

namespace codes {

// The answer to its words. Where they hold no code, what the mailer did with the message tells
// whether the refusal is for good.
Answer answer(const LogEvent& event, const Classifier& classifier);

}  // namespace codes
