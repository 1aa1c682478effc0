// The Resolver on c-ares. Only cares.cc knows ares.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "dns/resolver.h"

namespace dns {

struct CaresOptions {
  std::vector<std::string>
      servers;                   // "192.0.2.1", "192.0.2.1:5353", "[::1]:53"; empty: resolv.conf
  base::Duration timeout{5000};  // of one try; there are up to 3
};

// c-ares is set up at the first question, so a resolver that is not used costs nothing. Error kind
// parse for a server address that is none. Not for several threads at once.
base::Result<std::unique_ptr<Resolver>> cares_resolver(const CaresOptions& options);

// c-ares's version, for `ehlo --version`.
std::string cares_version();

}  // namespace dns
