// What became of the message, in words: for people, after everything else.
#pragma once

#include <string>
#include <vector>

#include "smtp/conversation.h"

namespace report {

// One line for each thing that went wrong: an error, a refusal, a recipient. Empty when all that
// was asked for happened.
std::vector<std::string> verdict(const smtp::Outcome& outcome);

}  // namespace report
