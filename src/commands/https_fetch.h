// A file over HTTPS, for policy::Fetch.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "net/dialer.h"
#include "policy/fetch.h"

namespace commands {

// Where a host that somebody's DNS names may be: an address that only this machine or its network
// can reach is no place for a file that is meant for the world, and may be anybody's.
enum class Reach { world, everywhere };

// The world; with a name server of the user's own (--dns-server) everywhere.
Reach reach_of(const std::vector<std::string>& dns_servers);

// Port 443 of each address of the host in turn, with a certificate that leads to a root in
// `ca_path` (empty: the system's) and names the host. `resolver` and `dialer` must outlive it.
policy::Fetch https_fetch(dns::Resolver& resolver, net::Dialer& dialer, const std::string& ca_path,
                          Reach reach, std::uint16_t port = 443);

}  // namespace commands
