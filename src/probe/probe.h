// From what the user names to a result, in three steps: the DNS is asked (one thread), each address
// is visited (any number of threads), and what was seen is judged (judge.h; asks nobody).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"
#include "net/endpoint.h"
#include "policy/tls_rows.h"
#include "probe/result.h"
#include "probe/wish.h"

namespace probe {

// What a user can name.
struct Target {
  std::string shown;       // as it was written
  net::Endpoint endpoint;  // a domain stands in it as a host without port
  enum class Find {
    automatic,  // a bare name that has an MX is a domain; all else is a host
    host,       // the host itself
    submission  // the hosts of the domain's SRV records (RFC 6186, RFC 8314)
  } find = Find::automatic;
};

// Error kind parse: what is wrong with `text`, and what would be right.
base::Result<Target> parse_target(const std::string& text, bool submission);

// The hosts and addresses of `target`, with all that the DNS tells about them; nothing is judged.
// What leads nowhere is the result's trouble or a host's. `fetch` gets the policy of MTA-STS.
TargetResult look_up(const Target& target, const Wish& wish, dns::Resolver& resolver,
                     const policy::Fetch& fetch, base::Deadline deadline);

}  // namespace probe
