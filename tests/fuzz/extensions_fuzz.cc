#include <cstdint>

#include "base/text.h"
#include "smtp/extensions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smtp::Reply reply{250, {}};
  for (const auto line : base::split({reinterpret_cast<const char*>(data), size}, '\n'))
    reply.lines.emplace_back(line);
  const auto offered = smtp::Extensions::parse(reply);
  (void)offered.size_limit();
  if (offered.all().size() > smtp::Extensions::kMost) __builtin_trap();
  return 0;
}
