// What a sound SPF record can still have against it. Asks nobody.
#pragma once

#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/spf_record.h"

namespace policy {

// `text` is what `record` was parsed from. `included`: another record decides what happens at its
// end, so a missing "all" is as it should be.
std::vector<Finding> lint_spf(std::string_view text, const SpfRecord& record, bool included);

}  // namespace policy
