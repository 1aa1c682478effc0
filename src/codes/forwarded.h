// A bounce that a person passes on: the text of it under the headers that a mail program shows
// ("From: Mail Delivery System <...>", "Von:", "Gesendet:"), or behind marks of quotation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace codes {

struct Forwarded {
  std::string_view text;               // what stands under those headers
  std::size_t headers_at = 0;          // where they begin
  std::vector<std::string> addresses;  // in them: of the mailer, and of whom it wrote to
  bool is_of_mailer = false;
};

// Looks for headers that name a mailer; without any it is the whole text.
Forwarded find_forwarded(std::string_view text);

// "550 no" of "> > 550 no". The ">>>" of a transcript is no mark of quotation.
std::string_view without_quote_marks(std::string_view line);

// Without the marks at the beginning of each line, as many as the first line has; lines with fewer
// are left as they are.
std::string unquoted(std::string_view text);

}  // namespace codes
