// Which TLSA records the chain that was shown matches. Asks nobody.
#pragma once

#include <optional>
#include <vector>

#include "policy/dane.h"
#include "probe/facts.h"

namespace probe {

struct DaneMatch {
  struct Row {
    policy::TlsaRecord record;
    bool usable = false;
    std::optional<std::size_t> at;  // in the chain
  };
  std::vector<Row> rows;

  bool any_usable() const;
  bool matches() const;
  // By usage 3: then names, dates and issuers of the certificate do not count (RFC 7672 section
  // 3.1.1).
  bool by_end_entity() const;
};

DaneMatch match_dane(const TlsaFacts& tlsa, const std::vector<net::PeerCertificate>& chain);

// The record that would match the key that is shown: "3 1 1 0123..."; empty without a chain.
std::string wanted_tlsa(const TlsaFacts& tlsa, const std::vector<net::PeerCertificate>& chain);

// DNSSEC holds all the way, so that senders with DANE go by the records.
bool counts(const TlsaFacts& tlsa);

}  // namespace probe
