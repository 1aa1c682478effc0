#include "codes/pasted_bounce.h"

#include <string>

#include "base/text.h"
#include "codes/bounce_marks.h"
#include "codes/forwarded.h"
#include "codes/lines.h"
#include "codes/log_fields.h"
#include "codes/plain_text.h"
#include "codes/reply_text.h"

namespace codes {

std::optional<std::size_t> find_pasted_bounce(std::string_view text) {
  const Forwarded forwarded = find_forwarded(text);
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto at = static_cast<std::size_t>(rest.data() - text.data());
    if (forwarded.is_of_mailer && at >= forwarded.headers_at) return at;
    const std::string_view words = base::trim(without_quote_marks(take_line(rest)));
    if (opens_bounce(words)) return at;
    if (begins_reply(words) || starts_with_date(words)) return std::nullopt;
  }
  return std::nullopt;
}

base::Result<Bounce> read_pasted_bounce(std::string_view text, const Classifier& classifier) {
  const std::string plain = plain_text(text);
  const std::size_t at = find_pasted_bounce(plain).value_or(0);
  // The empty line ends the headers, of which there are none.
  return read_bounce("\n" + unquoted(std::string_view(plain).substr(at)), classifier);
}

}  // namespace codes
