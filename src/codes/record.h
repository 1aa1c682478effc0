// The form of all tables in src/codes/data: records of a title line and indented fields.
//
//     # a comment
//     550 mailbox unavailable
//       source: RFC 5321
//       means: There is no such mailbox, or no access to it.
//
// A key may stand more than once. Views point into the text that was parsed.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace codes {

struct Record {
  std::string_view key;    // first word of the title line
  std::string_view title;  // the rest of it
  int line = 0;            // of the title, from 1
  std::vector<std::pair<std::string_view, std::string_view>> fields;

  // The first field of that name; empty when there is none.
  std::string_view field(std::string_view name) const;
};

// Error kind parse, naming `source` and the line.
base::Result<std::vector<Record>> parse_records(std::string_view text, std::string_view source);

}  // namespace codes
