#include <cstdint>

#include "session/import.h"
#include "session/parser.h"

// Whatever was printed, what is made of it is a session file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto chat =
      session::import_chat(std::string_view(reinterpret_cast<const char*>(data), size), "chat");
  if (chat && !session::parse(chat->text, "again")) __builtin_trap();
  if (!chat && chat.error().text.find("no conversation") == std::string::npos) __builtin_trap();
  return 0;
}
