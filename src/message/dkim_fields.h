// Which fields of a header section a signature covers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace message {

// The fields of a header section, each with what it is folded into and without its last CRLF.
std::vector<std::string_view> split_fields(std::string_view header);

std::string_view name_of_field(std::string_view field);

struct SignedFields {
  std::string names;  // of the tag h=, "from:from:to:..."
  // In its order; of several with one name the last one comes first (RFC 6376 section 5.4.2).
  std::vector<std::string_view> fields;
  bool has_from = false;
};

// What a reader looks at, each name once more than there are fields of it; and what lists and
// forwarders add, where it is there (RFC 6376 section 5.4.1).
SignedFields choose_fields(std::string_view header);

}  // namespace message
