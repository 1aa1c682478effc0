// What can vouch for a domain's mail, so that it passes DMARC (RFC 9989): SPF and DKIM, for an
// identifier that aligns with From.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/dmarc_discovery.h"

namespace policy {

enum class SpfVoucher {
  some,     // a record lets some host send
  nobody,   // a record refuses all: the domain sends no mail
  neutral,  // a record lets none pass, but names somebody who may well send: "?include:", "?all"
  none,     // no record
  broken,   // a record that no receiver can use
  unknown,  // the DNS did not tell
};

struct Vouchers {
  SpfVoucher spf = SpfVoucher::unknown;
  bool dkim = false;      // a key that is not revoked, at one of the selectors
  bool dkim_told = true;  // false: no key, and the DNS did not tell of all selectors
};

// `selectors`: none for those in common use.
Vouchers find_vouchers(dns::Resolver& resolver, const std::string& domain,
                       const std::vector<std::string>& selectors, base::Deadline deadline);

bool sends_no_mail(const Vouchers& vouchers);

// False when mail from the domain can pass DMARC by neither; true when that is not known.
bool can_align(const Vouchers& vouchers);

// By which of the two, and with which identifier, a line each.
std::vector<std::string> explain_alignment(const Vouchers& vouchers, const DmarcDiscovery& dmarc);

}  // namespace policy
