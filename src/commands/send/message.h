// The message of `ehlo send`: composed from options, or ready-made, read while it is sent.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "commands/env.h"
#include "commands/send/options.h"
#include "commands/send/plan.h"
#include "smtp/conversation.h"

namespace commands {

// The message with this number of many, with a date and an identity of its own, and tokens replaced
// ({{n}} and {{uuid}} too). `to`: who stands in the header; empty: as in `compose`.
using Numbered =
    std::function<smtp::Compose(std::uint64_t number, const std::vector<smtp::Path>& to)>;

struct OpenMessage {
  smtp::Compose compose;
  Numbered numbered;                  // nothing for one that can be read only once
  std::optional<std::uint64_t> size;  // before encoding, when known
};

// Everything that can be wrong with it is found here, before the network. Errors: kind no_input for
// a file that cannot be read, kind parse or usage for a header field or a part. Options, job and
// env must outlive it.
base::Result<OpenMessage> open_message(const SendOptions& options, const SendJob& job,
                                       const Env& env);

}  // namespace commands
