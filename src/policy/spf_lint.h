// What a sound SPF record can still have against it. Asks nobody.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/spf_record.h"
#include "policy/splice.h"

namespace policy {

// What mends `findings[finding]`.
struct SpfChange {
  std::size_t finding = 0;
  Splice splice;
};

struct SpfLints {
  std::vector<Finding> findings;
  std::vector<SpfChange> changes;  // none for what only its owner can decide
  // Until he has, no whole record can be told that would not do harm.
  bool owner_decides = false;
  bool holds_another = false;  // a second record begins inside this one
};

// Takes a term out, with the blank in front of it.
Splice without_spf_term(std::size_t column, std::string_view term);

// `text` is what `record` was parsed from. `included`: another record decides what happens at its
// end, so a missing "all" is as it should be.
SpfLints lint_spf(std::string_view text, const SpfRecord& record, bool included);

}  // namespace policy
