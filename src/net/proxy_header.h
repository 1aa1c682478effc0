// The header that a proxy puts before the client's first byte (the PROXY protocol of HAProxy).
#pragma once

#include <optional>
#include <string>

#include "net/address.h"

namespace net {

struct ProxiedFrom {
  TcpAddress client, server;
};

// Version 1, text: "PROXY TCP4 192.0.2.1 192.0.2.2 1234 25\r\n". Nothing given: "PROXY
// UNKNOWN\r\n". Both addresses must be of one family.
std::string proxy_header_v1(const std::optional<ProxiedFrom>& from);

// Version 2, binary. Nothing given: the command LOCAL, as a health check sends it.
std::string proxy_header_v2(const std::optional<ProxiedFrom>& from);

}  // namespace net
