// A block of addresses (CIDR), counted through one by one.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "net/address.h"

namespace net {

class Network {
 public:
  // Larger ones are refused: whoever means more names more of them.
  static constexpr unsigned kMostHostBits = 16;

  // True for what is meant as a network: an IP address, "/" and digits.
  static bool looks_like_one(std::string_view text);

  // "192.0.2.0/24", "2001:db8::/120". Error kind parse: not an address in full, bits set behind the
  // prefix (text has the network that is meant), more than 65,536 addresses.
  static base::Result<Network> parse(std::string_view text);

  std::uint32_t size() const { return std::uint32_t{1} << host_bits_; }
  // The address so far from the first one; less than size().
  IpAddress at(std::uint32_t offset) const;

 private:
  IpAddress first_;
  unsigned host_bits_ = 0;
};

}  // namespace net
