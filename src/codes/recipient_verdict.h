// Why one recipient of a bounce failed.
#pragma once

#include <string>

#include "codes/bounce.h"

namespace codes {

// Whether it is no more than a code that means much, or nothing.
bool says_little(const Verdict& verdict);

// Sets verdict, reply code, enhanced code and host from the recipient's diagnostic; `extra` is what
// else the mail says, `known_stage` the command that was refused, where the mail tells it.
void judge(BouncedRecipient& recipient, const std::string& extra, const Classifier& classifier,
           base::Stage known_stage = base::Stage::none);

}  // namespace codes
