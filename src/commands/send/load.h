// Many messages: `ehlo send --count`, --sessions, --reuse, --rate and --recipients.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/send/message.h"
#include "commands/send/options.h"
#include "commands/send/plan.h"

namespace commands {

struct LoadPlan {
  std::uint64_t count = 0;  // of messages; 0: this is no load
  std::uint64_t sessions = 1;
  std::uint64_t reuse = 0;             // messages of one connection; 0: all
  double rate = 0;                     // messages a second; 0: as fast as can be
  std::vector<smtp::Path> recipients;  // one for each message, in turn; empty: the job's, for all

  bool wanted() const { return count > 0; }
};

// Errors name the option: kind parse for a number that cannot be, kind no_input for a file of
// recipients, kind usage for what needs a single message.
base::Result<LoadPlan> plan_load(const SendOptions& options);

// Sends them all, over the sessions at a time; tells of each with --json in a line that is written
// before the next one of its session is sent, and of all at the end. A session that does not come
// to its first message ends its thread.
Exit run_load(const SendOptions& options, const LoadPlan& load, const SendJob& job,
              const OpenMessage& message, Env& env);

}  // namespace commands
