// The message of `ehlo send`: composed from options, or ready-made, read while it is sent.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "commands/env.h"
#include "commands/send_options.h"
#include "commands/send_plan.h"
#include "smtp/conversation.h"

namespace commands {

struct OpenMessage {
  smtp::Content content;
  std::optional<std::uint64_t> size;  // before encoding, when known
  bool seven_bit = false;             // known to be ASCII; a ready-made message may be anything
};

// Errors: kind no_input for a file that cannot be read, kind parse or usage for a header field.
base::Result<OpenMessage> open_message(const SendOptions& options, const SendJob& job,
                                       const Env& env);

}  // namespace commands
