// One field of a header section.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace message {

struct HeaderField {
  std::string name;
  std::string value;
  friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

// "Name: value" as --header takes it. Errors: kind usage for CR, LF or NUL, kind parse for a line
// without a colon or a name that RFC 5322 section 2.2 forbids.
base::Result<HeaderField> parse_header(std::string_view text);

}  // namespace message
