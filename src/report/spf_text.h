// The result of an SPF check with the way there.
#pragma once

#include <string>

#include "net/address.h"
#include "policy/spf_check.h"

namespace report {

// "pass: 192.0.2.1 may send for example.com, by ip4:192.0.2.0/24 (1 lookup)", and below it each
// record with the terms that were tried.
std::string spf_text(const policy::SpfVerdict& verdict, const policy::SpfClient& client);

// "pass ip4:192.0.2.0/24"; "-" where no mechanism matched.
std::string short_spf(const policy::SpfVerdict& verdict);

}  // namespace report
