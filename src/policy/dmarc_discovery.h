// Which DMARC record holds for a domain, and what aligns with it (RFC 9989 section 4.10).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/dmarc.h"
#include "policy/mail_routing.h"
#include "policy/txt_record.h"

namespace policy {

// A name on the way up: a.example.com, example.com, com.
struct DmarcStep {
  std::string domain;
  TxtRecord record;
  std::optional<DmarcRecord> parsed;  // when it is one, and the only one
  std::vector<Finding> findings;
};

// A walk up the tree from `start`, 8 questions at most. It ends early at psd=y and psd=n, and, with
// an empty `organizational_domain`, where the DNS did not tell.
struct DmarcWalk {
  std::vector<DmarcStep> steps;
  std::string organizational_domain;
  std::string trouble;  // why the DNS did not tell; empty when it did
};
DmarcWalk walk_dmarc(dns::Resolver& resolver, std::string_view start, base::Deadline deadline);

struct DmarcDiscovery {
  DmarcWalk walk;
  std::string domain;                 // whose policy is asked for
  std::string record_domain;          // where the record that holds is; empty: none
  std::optional<DmarcRecord> record;  // that one
  bool domain_exists = true;          // asked for only when np= could matter
  // What is wanted for mail that fails, after sp, np and t; and the tag that says so.
  DmarcPolicy policy = DmarcPolicy::none;
  std::string policy_tag;         // "p", "sp", "np"
  std::vector<Finding> findings;  // the worst first; nothing published is one
};
// `rule` decides what a domain without a record is told to publish.
DmarcDiscovery discover_dmarc(dns::Resolver& resolver, std::string_view domain, MailRule rule,
                              base::Deadline deadline);

// What the record that was found says for such a name, a test or not.
DmarcPolicy published_policy(const DmarcDiscovery& found);

// Whether an identifier of SPF or DKIM speaks for `author`: the same name (strict), or the same
// organizational domain (relaxed, asks the DNS). Nothing when the DNS did not tell.
std::optional<bool> dmarc_aligned(dns::Resolver& resolver, const DmarcDiscovery& author,
                                  std::string_view identifier, DmarcAlignment mode,
                                  base::Deadline deadline);

// Whether a receiver may send reports about `record_domain` to `uri` (RFC 9990 section 4): the same
// organization, or <record_domain>._report._dmarc.<target> says so.
enum class ReportConsent { same_organization, given, missing, unknown };
struct ReportAuthorisation {
  ReportUri uri;
  ReportConsent consent = ReportConsent::unknown;
  std::string name;     // that was asked for
  std::string trouble;  // when unknown
  std::string fix;      // when missing: the record that the target must publish
};
ReportAuthorisation dmarc_report_consent(dns::Resolver& resolver, const DmarcDiscovery& author,
                                         const ReportUri& uri, base::Deadline deadline);

}  // namespace policy
