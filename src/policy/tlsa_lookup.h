// Where the TLSA records of a mail host stand, and whether they count (RFC 7672 section 2.2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/dane.h"

namespace policy {

struct TlsaPlace {
  std::string host;  // in A-labels
  std::uint16_t port = 25;
};

struct TlsaFound {
  std::string base;  // the TLSA base domain: the host, or what it is an alias of
  std::string name;  // "_25._tcp.mx.example.com"
  dns::Answer answer;
  // The host's addresses, or at least its alias, are signed: without it TLSA records do not count.
  bool way_is_secure = false;

  // DNSSEC holds all the way to what is there.
  bool counts() const;
};

// In the order of the places, of which all are asked for at once: first for the addresses, and then
// for TLSA where the alias ends when that is signed as a whole, and else at the host's own name
// (RFC 7672 sections 2.2.2 and 2.2.3).
std::vector<TlsaFound> find_tlsa(dns::Resolver& resolver, const std::vector<TlsaPlace>& places,
                                 base::Deadline deadline);

// The records that a client can use, in their order; none unless they count.
std::vector<TlsaRecord> usable_records(const TlsaFound& found);

}  // namespace policy
