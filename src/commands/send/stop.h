// Where --quit-after, --drop-after and --drop-after-send of `ehlo send` leave.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "commands/send/options.h"
#include "smtp/conversation.h"

namespace commands {

// Fills plan.stop. Errors: kind parse for a word that is no stage, kind usage for a stop that
// cannot be.
base::Result<void> plan_stop(const SendOptions& options, smtp::Plan& plan);

// "banner", "first-ehlo", ...: what may be written, for completions.
std::vector<std::string> stop_words();

// It comes so far that somebody must be named.
bool needs_recipients(const smtp::Stop& stop);

}  // namespace commands
