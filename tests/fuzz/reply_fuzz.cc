#include <cstdint>

#include "smtp/reply.h"

// The first byte says where the bytes are cut; the replies must not depend on it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view first = bytes.substr(0, data[0]), rest = bytes.substr(first.size());
  smtp::ReplyParser whole, cut;
  whole.feed(bytes);
  cut.feed(first);
  for (bool fed = false;;) {
    auto piece = cut.next();
    if (piece && !*piece && !fed) {
      cut.feed(rest);
      fed = true;
      continue;
    }
    const auto reply = whole.next();
    if (reply.has_value() != piece.has_value()) __builtin_trap();
    if (!reply || !*reply) return 0;
    if (!*piece || (*reply)->lines != (*piece)->lines) __builtin_trap();
    (void)one_line(**reply);
    (void)(*reply)->status();
  }
}
