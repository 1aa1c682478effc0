// The rows of what stands beside mail in a domain's zone: DNSSEC, CAA.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/mail_routing.h"
#include "policy/row.h"

namespace policy {

// Each zone from the top-level domain down to `domain`: signed, and is its DS there?
Row dnssec_row(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline);

// The records that hold for the domain and for each mail host, whose name the certificate bears:
// its own, or those of the nearest parent (RFC 8659 section 3).
Row caa_row(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline);

// The questions of both rows, to ask them at once.
std::vector<dns::Question> zone_questions(const std::string& domain);

}  // namespace policy
