// The rows of what makes senders use TLS to a domain's mail hosts: MTA-STS and DANE.
#pragma once

#include <functional>
#include <string>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"
#include "net/http_get.h"
#include "policy/mail_routing.h"
#include "policy/row.h"

namespace policy {

// GET https://HOST/PATH with a certificate that is trusted and names HOST.
using Fetch = std::function<base::Result<net::HttpAnswer>(
    const std::string& host, const std::string& path, base::Deadline deadline)>;

Row mta_sts_row(dns::Resolver& resolver, const MailRouting& routing, const Fetch& fetch,
                base::Deadline deadline);

// At port 25 of each mail host (RFC 7672). Only what the resolver has validated counts.
Row dane_row(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline);

}  // namespace policy
