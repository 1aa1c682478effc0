// What a reply means, in one sentence each: for `send`, `run` and `probe` after a refusal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codes/advice.h"
#include "codes/enhanced.h"

namespace codes {

struct Explanation {
  std::string meaning;  // one sentence
  std::string who;      // who must act: "sender's admin"
  std::string todo;     // one sentence
  Retry retry = Retry::after_change;
  Suppress suppress = Suppress::no;
  Permanence permanence = Permanence::unknown;
};

// `text` is the reply's text without its codes; it may be empty. An enhanced code of another class
// than the reply's is a fault of the server's: the reply code is believed (RFC 2034 section 4).
// Never fails: of an unknown code the digits tell something.
Explanation explain(int reply_code, std::optional<smtp::EnhancedStatus> status,
                    std::string_view text = {});

}  // namespace codes
