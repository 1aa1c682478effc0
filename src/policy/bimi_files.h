// The files that a BIMI record names, fetched and looked at: the logo and the mark certificate.
#pragma once

#include "base/deadline.h"
#include "policy/bimi.h"
#include "policy/fetch.h"
#include "policy/row.h"

namespace policy {

constexpr std::size_t kMaxBimiLogo = 32 * 1024;  // what mailbox providers ask for

// Adds what is found to the findings of `row`, and what there is to its details. Whether a
// certificate is one for marks, and of this logo, is left to its issuer.
void look_at_bimi_files(const BimiRecord& record, const Fetch& fetch, base::Deadline deadline,
                        Row& row);

}  // namespace policy
