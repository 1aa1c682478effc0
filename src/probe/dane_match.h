// What the TLSA records of a host say of the chain that it shows, judged as a sender does
// (policy::judge_dane). Asks nobody.
#pragma once

#include <string>
#include <vector>

#include "policy/dane_verdict.h"
#include "probe/facts.h"

namespace probe {

using Chain = std::vector<net::PeerCertificate>;

// Those that a client can use.
std::vector<policy::TlsaRecord> usable_records(const TlsaFacts& tlsa);

// Whether one of `records` is for this chain, which must hold up to what the record names; the name
// of the certificate is not looked at.
policy::DaneVerdict dane_fit(const std::vector<policy::TlsaRecord>& records, const Chain& chain);

// One of usage 3 is: then names, dates and issuers of the certificate do not count (RFC 7672
// section 3.1.1).
bool fits_end_entity(const TlsaFacts& tlsa, const Chain& chain);

// The record that would match the key that is shown: "3 1 1 0123..."; empty without a chain.
std::string wanted_tlsa(const TlsaFacts& tlsa, const Chain& chain);

// DNSSEC holds all the way, so that senders with DANE go by the records.
bool counts(const TlsaFacts& tlsa);

}  // namespace probe
