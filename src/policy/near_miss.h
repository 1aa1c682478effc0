// TXT records that were meant to be of a kind and are none, so that every receiver passes over
// them: a wrong version, quotation marks, a blank in front, a comma behind the version.
#pragma once

#include <vector>

#include "policy/finding.h"
#include "policy/txt_record.h"

namespace policy {

enum class RecordKind { spf, dmarc, mta_sts, tls_rpt, bimi };

// A fault for each of `found.others` that was meant: what is wrong in it, and the record mended
// when all that it holds is sound then. Other TXT records of that name are none of ours.
std::vector<Finding> near_misses(RecordKind kind, const TxtRecord& found);

}  // namespace policy
