// The rows of what makes senders use TLS to a domain's mail hosts: MTA-STS and DANE.
#pragma once

#include <ctime>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/fetch.h"
#include "policy/mail_routing.h"
#include "policy/row.h"

namespace policy {

// `now`: what is to be published gets an id of that time. A policy that must change wants a new
// one.
Row mta_sts_row(dns::Resolver& resolver, const MailRouting& routing, const Fetch& fetch,
                std::time_t now, base::Deadline deadline);

// At port 25 of each mail host (RFC 7672). Only what the resolver has validated counts.
Row dane_row(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline);

}  // namespace policy
