// A file over HTTPS, for policy::Fetch.
#pragma once

#include <string>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "net/dialer.h"
#include "policy/fetch.h"

namespace commands {

// Port 443 of each address of the host in turn, with a certificate that leads to a root in
// `ca_path` (empty: the system's) and names the host. `resolver` and `dialer` must outlive it.
policy::Fetch https_fetch(dns::Resolver& resolver, net::Dialer& dialer, const std::string& ca_path,
                          std::uint16_t port = 443);

}  // namespace commands
