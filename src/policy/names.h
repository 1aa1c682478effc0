// Names that are made of addresses, and names below names.
#pragma once

#include <string>
#include <string_view>

#include "net/address.h"

namespace policy {

// "1.2.0.192"; for IPv6 32 nibbles with dots between, the last one first.
std::string reversed(const net::IpAddress& ip);

// "1.2.0.192.in-addr.arpa", nibbles under "ip6.arpa".
std::string reverse_name(const net::IpAddress& ip);

// 32 nibbles, the first one first; "192.0.2.1" for IPv4 (RFC 7208 section 7.3).
std::string dotted(const net::IpAddress& ip);

// True for the same name and for what is below it.
bool is_at_or_below(std::string_view name, std::string_view domain);

// True for the name of each machine itself (RFC 6761 section 6.3).
bool is_localhost(std::string_view name);

// True for what whoever publishes `domain` may well publish too: what is at, below or above it.
bool is_own(std::string_view name, std::string_view domain);

// The IPv4 address in an IPv4-mapped IPv6 address (::ffff:192.0.2.1); any other address itself.
net::IpAddress unmapped(const net::IpAddress& ip);

}  // namespace policy
