// Does what a server shows fit the TLSA records of its name? (RFC 7672)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"
#include "net/tls.h"
#include "policy/dane.h"
#include "policy/tlsa_lookup.h"

namespace policy {

struct DaneVerdict {
  bool holds = false;
  bool found = false;      // one is for this chain, which may not hold all the same
  std::size_t record = 0;  // the place of the one that holds
  std::string text;        // "3 1 1 0123abcd... is the server's own key", or why none fits
};

// `names`: those of which the certificate must have one when the record is for an issuer (usage 2).
DaneVerdict judge_dane(const std::vector<TlsaRecord>& records,
                       const std::vector<net::PeerCertificate>& chain,
                       const std::vector<std::string>& names);

// The whole of it, for a handshake. Error kind tls when no usable record fits, or there is none;
// the kinds of dns::failure() when the DNS did not tell.
base::Result<void> accept_by_dane(dns::Resolver& resolver, const std::string& host,
                                  std::uint16_t port, const net::TlsFacts& facts,
                                  base::Deadline deadline);

}  // namespace policy
