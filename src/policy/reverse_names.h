// The names that lead from addresses to hosts, and whether they lead back (FCrDNS).
#pragma once

#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/mail_routing.h"

namespace policy {

// Fills `looked_up`, `names` and `trouble` of each. All are asked for at once.
void look_up_reverse_names(dns::Resolver& resolver, const std::vector<MailAddress*>& addresses,
                           base::Deadline deadline);

}  // namespace policy
