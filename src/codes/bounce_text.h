// The free text of a bounce: who failed, and the words that say why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace codes {

struct FailedAddress {
  std::string address;
  std::string diagnostic;  // the lines that belong to it
};

// The addresses that failed, each with its words. `own` are addresses that cannot have failed:
// whom the bounce is from and to.
std::vector<FailedAddress> read_bounce_text(std::string_view text,
                                            const std::vector<std::string>& own);

// All lines of the mailer's text that could tell a reason.
std::string whole_diagnostic(std::string_view text);

// What the mailer says of its own further attempts. It may speak of permanence and of a delay at
// once; one that waited in vain may speak of time as one that goes on waiting.
bool says_permanent(std::string_view text);
bool says_given_up(std::string_view text);
bool says_delayed(std::string_view text);

// Its lines with a blank between, without the blanks around each.
std::string in_one_line(std::string_view text);

}  // namespace codes
