// A chain of certificates that a server has shown, looked at once more: is it trusted, whole, in
// order, and made of keys and signatures that hold?
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/tls.h"
#include "net/tls_verdict.h"

namespace net {

// One certificate, and how it stands to the one sent behind it.
struct ChainLink {
  std::string signature;   // "ecdsa-with-SHA256"
  int signature_bits = 0;  // of security: 128 for SHA-256; 0: OpenSSL does not tell
  int key_bits = 0;        // of security: 112 for RSA 2048
  bool self_signed = false;
  bool signed_by_next = true;  // true for the last one
};

struct ChainFacts {
  Verdict verdict;
  std::vector<ChainLink> links;

  bool in_order() const;
  bool root_sent() const;  // behind others: who trusts it has it, who does not gains nothing
};

// `chain` as the peer sent it, its own certificate first; options.verify_name may be empty: none is
// matched. The time is now. Error kind no_input for roots (options.ca_path) that cannot be read.
base::Result<ChainFacts> look_at_chain(const std::vector<PeerCertificate>& chain,
                                       const TlsOptions& options);

// The same question where one of the chain's own certificates is trusted and nothing else is:
// DANE-TA. Why it does not hold, in plain words; empty when it does.
std::string trouble_under(const std::vector<PeerCertificate>& chain, std::size_t anchor,
                          const std::string& name);

}  // namespace net
