// The header that a proxy puts before the client's first byte (the PROXY protocol of HAProxy).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
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

// What version 2 can say behind the addresses: a type of one byte and a value.
struct ProxyTlv {
  std::uint8_t type = 0;
  std::string value;
};
constexpr std::uint8_t kProxyCrc32c = 0x03;

// Version 2 in all its forms. `source` and `dest` are addresses of the family, or the paths of two
// unix sockets; of AF_UNSPEC nothing is told. A TLV of kProxyCrc32c without a value gets the
// checksum of the whole header. Error kind parse: not an address of that family, a path of more
// than 108 bytes, more than 65,535 bytes of addresses and TLVs, or two such checksums.
struct ProxyBlock {
  bool local = false;
  enum class Family { unspec, inet, inet6, unix } family = Family::unspec;
  enum class Protocol { unspec, stream, dgram } protocol = Protocol::stream;
  std::string source, dest;
  std::uint16_t source_port = 0, dest_port = 0;
  std::vector<ProxyTlv> tlvs{};
};
base::Result<std::string> proxy_header_v2(const ProxyBlock& block);

// Version 2 up to what the caller has for the rest: only its 12 bytes of signature.
std::string proxy_signature();

}  // namespace net
