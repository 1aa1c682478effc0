// Enhanced status codes: class.subject.detail (RFC 3463).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace codes {

struct Enhanced {
  int klass = 0;    // 2, 4 or 5
  int subject = 0;  // 0 to 999; the registry knows 0 to 7
  int detail = 0;   // 0 to 999

  friend bool operator==(const Enhanced&, const Enhanced&) = default;
};

// The whole of `text`; nothing for anything else, leading zeros included.
std::optional<Enhanced> parse_enhanced(std::string_view text);

// The code at the beginning of `text`, when a blank, a colon, a bracket or the end stands behind
// it: the digits of an address are none.
std::optional<Enhanced> leading_enhanced(std::string_view text);

// "5.7.26"
std::string to_string(const Enhanced& code);

}  // namespace codes
