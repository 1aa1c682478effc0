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

namespace policy {

// Where the TLSA records of a host stand, and what stands there.
struct TlsaFound {
  std::string base;  // the TLSA base domain: the host, or what it is an alias of
  std::string name;  // "_25._tcp.mx.example.com"
  dns::Answer answer;
  // The host's addresses, or at least its alias, are signed: without it TLSA records do not count.
  bool way_is_secure = false;
};

// Asks for the addresses of `host` and, by them, for TLSA: at the end of a chain of aliases that is
// signed as a whole, and else at the host's own name (RFC 7672 section 2.2.2 and 2.2.3).
TlsaFound find_tlsa(dns::Resolver& resolver, const std::string& host, std::uint16_t port,
                    base::Deadline deadline);

// The records that a client can use, in their order; none unless all of the way is signed.
std::vector<TlsaRecord> usable_records(const TlsaFound& found);

struct DaneVerdict {
  bool holds = false;
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
