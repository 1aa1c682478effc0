#include "commands/table.h"

#include <array>

#include "commands/send.h"

namespace commands {

std::span<const Command> table() {
  static constexpr std::array kTable{
      Command{"send", "compose and deliver a test message, and show the conversation",
              attach_send},
  };
  return kTable;
}

}  // namespace commands
