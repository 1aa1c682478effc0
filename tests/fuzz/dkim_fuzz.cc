#include <cstdint>
#include <cstdlib>
#include <string>

#include "message/dkim_canon.h"
#include "message/dkim_fields.h"

namespace {

std::string canonical(message::Canon canon, std::string_view body, std::size_t piece) {
  message::CanonicalBody form(canon);
  std::string text;
  for (std::size_t at = 0; at < body.size(); at += piece) text += form.take(body.substr(at, piece));
  return text.append(form.finish());
}

}  // namespace

// Any bytes have a canonical form; where they are cut does not change it, nor does a second pass.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto canon : {message::Canon::simple, message::Canon::relaxed}) {
    const std::string whole = canonical(canon, text, size + 1);
    if (canonical(canon, text, 1) != whole || canonical(canon, whole, 7) != whole) std::abort();
    (void)message::canonical_field(canon, text);
  }
  (void)message::choose_fields(text);
  return 0;
}
