// All that a domain publishes about mail, looked up and judged.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/mail_routing.h"
#include "policy/row.h"
#include "policy/tls_rows.h"

namespace policy {

// What is to be looked at.
struct DomainWish {
  std::vector<Topic> topics;
  std::vector<std::string> selectors{};  // of DKIM; none: those in common use
  std::vector<std::string> dnsbls{};
  std::time_t now = 0;  // what is to be published with a new id gets one of this time
  bool fixes = true;    // false: nobody reads them, so that nothing is asked for their sake

  bool has(Topic topic) const;
};

struct DomainReport {
  std::string domain;                    // A-labels
  std::optional<MailRouting> routing{};  // when a topic needs it
  std::vector<Row> rows{};               // in the order of enum Topic

  Verdict verdict() const;  // the worst
};

// `domain` in A-labels. Never an error: what cannot be told is a row's trouble. Of a domain that
// does not exist there is only the row mx. `fetch` gets the policy of MTA-STS and the logo.
DomainReport look_at_domain(dns::Resolver& resolver, const std::string& domain,
                            const DomainWish& wish, const Fetch& fetch, base::Deadline deadline);

// Asks at once what look_at_domain() will ask of each, so that a resolver that remembers answers
// does not make one domain wait for the next.
void ask_ahead(dns::Resolver& resolver, const std::vector<std::string>& domains,
               const DomainWish& wish, base::Deadline deadline);

}  // namespace policy
