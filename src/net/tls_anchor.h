// A chain under one of its own certificates in the place of a trusted root: DANE-TA.
#pragma once

#include <string>
#include <vector>

#include "net/tls.h"

namespace net {

// `chain` as the peer sent it (PEM is read); chain[anchor] is trusted, and nothing else is. `name`
// must be one of the first one's. Why it does not hold, in plain words; empty when it does.
std::string trouble_under(const std::vector<PeerCertificate>& chain, std::size_t anchor,
                          const std::string& name);

}  // namespace net
