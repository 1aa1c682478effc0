#include <cstdint>

#include "session/import.h"
#include "session/parser.h"

// Whatever was printed, what is made of it is a session file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto chat =
      session::import_chat(std::string_view(reinterpret_cast<const char*>(data), size), "chat");
  if (chat && !session::parse(chat->text, "again")) __builtin_trap();
  const auto says = [&](const char* words) {
    return chat.error().text.find(words) != std::string::npos;
  };
  if (!chat && !says("no conversation") && !says("a session file already")) __builtin_trap();
  return 0;
}
