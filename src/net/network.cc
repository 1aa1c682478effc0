#include "net/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

IpAddress from_bytes(const std::array<std::uint8_t, 16>& bytes, bool v6) {
  if (v6) return IpAddress::v6(bytes);
  return IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
}

// Without the last `host_bits` of its `width` bits.
IpAddress masked(const IpAddress& ip, unsigned width, unsigned host_bits) {
  auto bytes = ip.bytes();
  for (unsigned bit = width - host_bits; bit < width; ++bit)
    bytes.at(bit / 8) &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  return from_bytes(bytes, ip.is_v6());
}

tl::unexpected<base::Error> wrong(std::string_view text, std::string_view why) {
  return fail(ErrorKind::parse, fmt::format("'{}': {}", base::printable(text), why));
}

}  // namespace

bool Network::looks_like_one(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 == text.size()) return false;
  return text.substr(0, slash).find_first_not_of("0123456789abcdefABCDEF.:") ==
             std::string_view::npos &&
         text.substr(slash + 1).find_first_not_of("0123456789") == std::string_view::npos;
}

Result<Network> Network::parse(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto ip = IpAddress::parse(text.substr(0, slash));
  if (!ip) return wrong(text, "a network is written with its first address in full: 192.0.2.0/24");
  const unsigned width = ip->is_v6() ? 128 : 32;
  const auto prefix = base::parse_number(text.substr(std::min(slash + 1, text.size())), width);
  if (!prefix) return wrong(text, fmt::format("the prefix is a number from 0 to {}", width));
  Network network;
  const unsigned host_bits = width - static_cast<unsigned>(*prefix);
  network.first_ = masked(*ip, width, host_bits);
  if (network.first_ != *ip)
    return wrong(text, fmt::format("bits are set behind the prefix; the network is {}/{}",
                                   network.first_.show(), *prefix));
  if (host_bits > kMostHostBits)
    return wrong(text, "a network of more than 65,536 addresses; name the parts that are meant");
  network.host_bits_ = host_bits;
  return network;
}

IpAddress Network::at(std::uint32_t offset) const {
  auto bytes = first_.bytes();
  const std::size_t end = first_.is_v6() ? 16 : 4;
  bytes.at(end - 1) |= static_cast<std::uint8_t>(offset & 0xff);
  bytes.at(end - 2) |= static_cast<std::uint8_t>(offset >> 8);
  return from_bytes(bytes, first_.is_v6());
}

}  // namespace net
