// Addresses that nobody out there can be reached at (the IANA special-purpose registries).
#pragma once

#include <optional>
#include <string_view>

#include "net/address.h"

namespace net {

// "private (RFC 1918)", "for documentation (RFC 5737)"; nothing for an address that mail from
// anywhere can be sent to. An IPv4-mapped IPv6 address is special whatever is in it.
std::optional<std::string_view> special_purpose(const IpAddress& ip);

}  // namespace net
