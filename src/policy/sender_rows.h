// The rows of who sends for a domain: block lists, and what large receivers demand.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/mail_routing.h"
#include "policy/row.h"
#include "policy/vouchers.h"

namespace policy {

// Whether an address of a mail host stands on one of the lists `zones`. A list that does not answer
// as a list must (RFC 5782 section 5) is not believed, and told as unknown.
Row dnsbl_row(dns::Resolver& resolver, const MailRouting& routing,
              const std::vector<std::string>& zones, base::Deadline deadline);

// What Gmail and Yahoo demand of who sends more than 5,000 messages a day to them (2024): SPF,
// DKIM, DMARC, an aligned From, reverse names. Judged by the rows spf, dkim, dmarc and ptr; asks
// nobody.
Row sender_row(const std::vector<Row>& rows, const Vouchers& vouchers);

}  // namespace policy
