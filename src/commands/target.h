// From what the user names to connections: which hosts, which addresses, in which order.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "commands/env.h"
#include "dns/resolver.h"
#include "net/address.h"
#include "net/dialer.h"
#include "net/endpoint.h"
#include "smtp/transcript.h"

namespace commands {

// One place to try.
struct Host {
  std::string name;    // for TLS and SASL: A-labels or an IP literal; empty for a socket or child
  std::string target;  // as @connect takes it
  net::Endpoint endpoint;
  bool by_dns = false;  // the name is from the DNS, and no search list is tried for it
};

struct Target {
  std::vector<Host> hosts;  // in the order to try them
  bool by_mx = false;       // then a 4xx greeting leads to the next one
};

// The one server that was named. `port` is taken where the endpoint says none.
base::Result<Target> server_target(const net::Endpoint& endpoint, std::uint16_t port);

// The mail hosts of `domain`. Asks the DNS.
base::Result<Target> domain_target(dns::Resolver& resolver, const std::string& domain,
                                   std::uint16_t port, base::Deadline deadline);

struct Dialing {
  net::Family family = net::Family::any;
  net::DialOptions options;
  base::Duration timeout{};  // of one connection, and of the DNS for one host
};

// The addresses of `host`, in the order to try them. Asks the DNS where a name is one.
base::Result<std::vector<net::Address>> addresses_of(const Host& host, const Dialing& dialing,
                                                     dns::Resolver& resolver);

// Connects to one address of `host`, with a deadline of its own; tells the transcript that it
// stands, or why not.
base::Result<std::unique_ptr<net::Stream>> dial(const Host& host, const net::Address& address,
                                                const Dialing& dialing, net::Dialer& dialer,
                                                smtp::Transcript& transcript);

}  // namespace commands
