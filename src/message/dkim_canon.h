// The forms in which DKIM hashes a message, so that what relays change does not matter (RFC 6376
// section 3.4).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace message {

// Relaxed: blanks may be folded, doubled or left at the end of a line; simple: nothing may change.
enum class Canon { simple, relaxed };

// "relaxed", as the tag c= has it.
std::string_view name_of(Canon canon);

// A header field without its last CRLF, in that form (section 3.4.1, 3.4.2).
std::string canonical_field(Canon canon, std::string_view field);

// The body in that form (section 3.4.3, 3.4.4): without empty lines at its end, and with a CRLF.
// Takes pieces cut anywhere, with line ends in CRLF, and holds back no more than counters.
class CanonicalBody {
 public:
  explicit CanonicalBody(Canon canon) : canon_(canon) {}

  // What of it is sure by now. Valid until the next call.
  std::string_view take(std::string_view piece);
  std::string_view finish();

 private:
  void put(std::string_view run);
  void end_line();

  Canon canon_;
  std::size_t line_ends_ = 0;  // that count only if more follows
  bool after_cr_ = false;
  bool after_blank_ = false;  // likewise
  bool any_ = false;
  std::string out_;
};

}  // namespace message
