// What somebody should do about a refusal, in a few fixed words: the same in the tables, on the
// terminal and in JSON.
#pragma once

#include <optional>
#include <string_view>

namespace codes {

enum class Permanence { success, intermediate, temporary, permanent, unknown };

enum class Actor {
  nobody,
  sender,            // the person who sends
  sender_admin,      // who runs the sending server or domain
  sending_software,  // the client program, or who sets it up
  recipient,
  recipient_admin,
  dns_owner,
  text,  // the code alone does not tell: the text must be read
};

enum class Retry {
  not_needed,
  later,         // the same attempt may work later
  after_change,  // only when something has been changed
  never,
};

// Whether mail to the address should stop.
enum class Suppress {
  no,
  soft,  // when it happens again and again
  hard,  // at once
};

// Of a reply code's or an enhanced code's first digit.
Permanence permanence_of(int first_digit);

std::string_view name(Permanence permanence);  // "temporary"
std::string_view name(Actor actor);            // "sender's admin"
std::string_view name(Retry retry);            // "after a change"
std::string_view name(Suppress suppress);      // "hard"

std::optional<Actor> parse_actor(std::string_view name);
std::optional<Retry> parse_retry(std::string_view name);
std::optional<Suppress> parse_suppress(std::string_view name);

}  // namespace codes
