// The rows of what makes senders use TLS to a domain's mail hosts: MTA-STS and DANE.
#pragma once

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/fetch.h"
#include "policy/mail_routing.h"
#include "policy/row.h"

namespace policy {

Row mta_sts_row(dns::Resolver& resolver, const MailRouting& routing, const Fetch& fetch,
                base::Deadline deadline);

// At port 25 of each mail host (RFC 7672). Only what the resolver has validated counts.
Row dane_row(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline);

}  // namespace policy
