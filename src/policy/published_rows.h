// The rows of what a domain publishes as text: SPF, DKIM, DMARC, TLS reports, BIMI.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/dmarc_discovery.h"
#include "policy/fetch.h"
#include "policy/row.h"
#include "policy/to_publish.h"
#include "policy/vouchers.h"

namespace policy {

// `domain` in A-labels everywhere. Never an error: what the DNS does not tell is the row's trouble.
// `senders`: who sends the domain's mail decides what it should publish.
Row spf_row(dns::Resolver& resolver, const std::string& domain, const LikelySenders& senders,
            base::Deadline deadline);

// The keys at `selectors`, each of which must be there; without any, at those in common use.
Row dkim_row(dns::Resolver& resolver, const std::string& domain,
             const std::vector<std::string>& selectors, base::Deadline deadline);

// `vouchers`: nothing when what can align is not to be judged.
Row dmarc_row(dns::Resolver& resolver, const DmarcDiscovery& dmarc,
              const std::optional<Vouchers>& vouchers, base::Deadline deadline);

// Not to publish it is a hint, unless the domain gets no mail.
Row tls_rpt_row(dns::Resolver& resolver, const std::string& domain, MailRule rule,
                base::Deadline deadline);

// `dmarc`: without a policy that takes hold no logo is shown. `fetch` gets the logo.
Row bimi_row(dns::Resolver& resolver, const std::string& domain, const DmarcDiscovery& dmarc,
             const Fetch& fetch, base::Deadline deadline);

}  // namespace policy
