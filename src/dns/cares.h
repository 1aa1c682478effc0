// The Resolver on c-ares. Only the files named cares* know ares.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"
#include "net/interrupt.h"

namespace dns {

struct CaresOptions {
  // "192.0.2.1", "192.0.2.1:5353", "[::1]:53"; none: those of resolv.conf.
  std::vector<std::string> servers{};
  // The longest time for one try. Every server gets up to 3, and each try an equal share of what is
  // left until the deadline: a mute server must leave time for the next one.
  base::Duration timeout{5000};
  // Once it is raised no question waits any more: its Answer is `interrupted`. May be null.
  std::shared_ptr<const net::Interrupt> interrupt{};
};

// c-ares is set up at the first question, so a resolver that is not used costs nothing. A server
// that refuses or fails (REFUSED, SERVFAIL) is not asked that question again, the next one is.
// Hosts without a dot, and only they, are also looked for under resolv.conf's search domains, and
// only by addresses(), unless they end in a dot, as what stands in the DNS must: mail must never go
// to a host found under somebody else's domain.
// "localhost" and what ends in ".localhost" is this machine and asks nobody (RFC 6761).
//
// Error kind parse for a server address that is none. Not for several threads at once.
base::Result<std::unique_ptr<Resolver>> cares_resolver(const CaresOptions& options);

// c-ares's version, for `ehlo --version`.
std::string cares_version();

}  // namespace dns
