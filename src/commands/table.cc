#include "commands/table.h"

#include <array>

#include "commands/send.h"
#include "commands/serve.h"

namespace commands {

std::span<const Command> table() {
  static constexpr std::array kTable{
      Command{"send", "compose and deliver a test message, and show the conversation",
              attach_send},
      Command{"serve", "a test server: accept, print and keep messages", attach_serve},
  };
  return kTable;
}

}  // namespace commands
