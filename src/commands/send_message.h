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
  smtp::Compose compose;
  std::optional<std::uint64_t> size;  // before encoding, when known
};

// Everything that can be wrong with it is found here, before the network. Errors: kind no_input for
// a file that cannot be read, kind parse or usage for a header field or a part. Options, job and
// env must outlive it.
base::Result<OpenMessage> open_message(const SendOptions& options, const SendJob& job,
                                       const Env& env);

}  // namespace commands
