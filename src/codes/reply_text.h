// The reply inside a text: people paste `550 5.1.1 no such user`, but also what their server made
// of it: "host mx[192.0.2.1] said: 550-5.1.1 no 550 5.1.1 such user (in reply to RCPT TO command)".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codes/enhanced.h"

namespace codes {

struct ReplyText {
  int code = 0;                                // 0: none in the text
  std::optional<smtp::EnhancedStatus> status;  // the first enhanced code
  base::Stage stage = base::Stage::none;       // where the text tells it
  std::string_view reply;                      // from the reply code on; empty when there is none
  std::string_view words;                      // what is to be classified: the reply without its
                                               // codes, or the whole text
};

// Never fails; reads at most the first 16 KiB. Views point into `text`.
ReplyText find_reply(std::string_view text);

// A reply that was read from a server: its code, its enhanced code and its lines as one text.
ReplyText reply_text(int code, const std::optional<smtp::EnhancedStatus>& status,
                     std::string_view lines);

// Whether a line is one of a reply: "550 no", "550-no" or a bare "550".
bool begins_reply(std::string_view line);

// How the rules see a text: letters in lower case (ASCII, Latin-1, Cyrillic), blanks squeezed,
// continuation lines joined without their codes, sentences ended by LF, addresses as `@`, IP
// addresses as `ip`, long ids as `#`. Two texts that differ only in those are the same text. At
// most 2,000 bytes come out.
std::string normalise(std::string_view text);

}  // namespace codes
