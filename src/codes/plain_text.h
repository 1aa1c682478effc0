// A text as a server would have written it: what terminals, mail programs and word processors make
// of one on the way to a ticket is undone.
#pragma once

#include <string>
#include <string_view>

namespace codes {

// Without escape sequences of terminals (colours), byte order mark and characters of no width; with
// plain blanks, quotes and hyphens where typographic ones stand, and LF at the ends of lines.
std::string plain_text(std::string_view text);

}  // namespace codes
