// A bounce without the mail that it came in: what a customer copies out of a mail program into a
// ticket.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "codes/bounce.h"
#include "codes/classifier.h"

namespace codes {

// Where it begins: at the words by which mailers open a bounce, or at the headers under which
// somebody passed it on. Nothing behind a line that begins with a reply code or the date of a log:
// such a text is not about one bounce.
std::optional<std::size_t> find_pasted_bounce(std::string_view text);

// From find_pasted_bounce() on, with or without marks of quotation. Errors as in read_bounce().
base::Result<Bounce> read_pasted_bounce(std::string_view text, const Classifier& classifier);

}  // namespace codes
