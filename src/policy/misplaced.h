// Records that stand beside the name where receivers look: without its underscore, with the
// domain twice behind it. Asked for only where the right name has none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/finding.h"
#include "policy/near_miss.h"
#include "policy/txt_record.h"

namespace policy {

// Of `domain`, at whose right name `right` was found to hold none: one that is published where
// nobody looks, and what to do; nothing where none is found or the DNS does not tell.
std::vector<Finding> find_misplaced(dns::Resolver& resolver, RecordKind kind,
                                    const std::string& domain, const TxtRecord& right,
                                    base::Deadline deadline);

// The same for the key of a selector, which is missing at `right`.
std::vector<Finding> find_misplaced_key(dns::Resolver& resolver, std::string_view selector,
                                        const std::string& domain, const TxtRecord& right,
                                        base::Deadline deadline);

}  // namespace policy
