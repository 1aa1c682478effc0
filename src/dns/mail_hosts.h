// Where mail for a domain goes (RFC 5321 section 5.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"

namespace dns {

struct MailHost {
  std::string name;  // A-labels, or an IP literal without brackets
  std::uint16_t preference = 0;
};

struct MailRoute {
  enum class Rule { mx, implicit_mx, literal };
  Rule rule = Rule::mx;
  std::string domain;           // what was asked, in A-labels
  std::vector<MailHost> hosts;  // in the order to try them: by preference, equals shuffled
};

// The hosts for `domain` (IDN allowed; "[192.0.2.1]" and "[IPv6:...]" are literals).
// Error kind parse: not a domain name, a literal that is no address.
// Error kind no_host: no such domain, null MX (RFC 7505; text says so), neither MX nor address.
// Error kind connect or timeout: the DNS did not tell; SERVFAIL is not "no MX", and an MX that
// cannot be looked up is never replaced by the domain's own address.
// `shuffle` orders hosts of equal preference; tests pass their own.
using Shuffle = std::function<void(std::vector<MailHost>&, std::size_t from, std::size_t to)>;
base::Result<MailRoute> mail_route(Resolver& resolver, std::string_view domain,
                                   base::Deadline deadline, const Shuffle& shuffle);

// Shuffles at random.
Shuffle random_shuffle();

}  // namespace dns
