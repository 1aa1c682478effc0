// Enhanced status codes (RFC 3463) where people and programs write them: as a word of its own, or
// in front of text that goes on without a blank.
#pragma once

#include <optional>
#include <string_view>

#include "smtp/reply.h"

namespace codes {

// The whole of `text`; nothing for anything else, leading zeros included.
std::optional<smtp::EnhancedStatus> parse_enhanced(std::string_view text);

// The code at the beginning of `text`, when a blank, a colon, a bracket or the end stands behind
// it: the digits of an address are none.
std::optional<smtp::EnhancedStatus> leading_enhanced(std::string_view text);

// A pattern of such codes, "X.7.26", at its dots; what is missing is empty.
struct EnhancedParts {
  std::string_view klass;
  std::string_view subject;
  std::string_view detail;
};
EnhancedParts parts_of_enhanced(std::string_view pattern);

}  // namespace codes
