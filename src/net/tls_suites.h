// The cipher suites that this machine's OpenSSL can offer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace net {

// All of one version ("TLSv1.2"), the weak and the anonymous ones too, as at security level 0.
// Empty for a version that does not exist, or is not compiled in.
std::vector<std::string> known_suites(std::string_view version);

}  // namespace net
