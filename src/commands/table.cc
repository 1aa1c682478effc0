#include "commands/table.h"

#include <array>

#include "commands/banner/banner.h"
#include "commands/codes/codes.h"
#include "commands/mx/mx.h"
#include "commands/probe/probe.h"
#include "commands/run/run.h"
#include "commands/send/send.h"
#include "commands/serve/serve.h"

namespace commands {

std::span<const Command> table() {
  static constexpr std::array kTable{
      Command{"send", "compose and deliver a test message, and show the conversation", attach_send},
      Command{"run", "play session files as the client, and judge the server by them", attach_run},
      Command{"probe",
              "is this server, is this domain's mail, in order; and what to do where it is not",
              attach_probe},
      Command{"mx", "where a domain's mail goes, and what the domain publishes about mail",
              attach_mx},
      Command{"banner", "greetings: who they say they are, what they run, how soon they speak",
              attach_banner},
      Command{"codes", "what a reply, bounce or log line means, and what to do about it",
              attach_codes},
      Command{"serve", "a test server: accept, print and keep messages, or play a session file",
              attach_serve},
  };
  return kTable;
}

}  // namespace commands
