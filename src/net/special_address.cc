#include "net/special_address.h"

#include <algorithm>
#include <array>
#include <vector>

namespace net {
namespace {

struct Block {
  std::string_view first;
  unsigned prefix;
  std::string_view purpose;
};

constexpr std::array kBlocks{
    Block{"0.0.0.0", 8, "\"this network\" (RFC 791)"},
    Block{"10.0.0.0", 8, "private (RFC 1918)"},
    Block{"100.64.0.0", 10, "shared by a carrier's customers (RFC 6598)"},
    Block{"127.0.0.0", 8, "loopback (RFC 1122)"},
    Block{"169.254.0.0", 16, "link-local (RFC 3927)"},
    Block{"172.16.0.0", 12, "private (RFC 1918)"},
    Block{"192.0.0.0", 24, "for protocol assignments (RFC 6890)"},
    Block{"192.0.2.0", 24, "for documentation (RFC 5737)"},
    Block{"192.168.0.0", 16, "private (RFC 1918)"},
    Block{"198.18.0.0", 15, "for benchmarks (RFC 2544)"},
    Block{"198.51.100.0", 24, "for documentation (RFC 5737)"},
    Block{"203.0.113.0", 24, "for documentation (RFC 5737)"},
    Block{"224.0.0.0", 4, "multicast (RFC 5771)"},
    Block{"240.0.0.0", 4, "reserved (RFC 1112)"},
    Block{"::", 128, "unspecified (RFC 4291)"},
    Block{"::1", 128, "loopback (RFC 4291)"},
    Block{"::ffff:0:0", 96, "an IPv4 address in IPv6 form (RFC 4291)"},
    Block{"64:ff9b:1::", 48, "for local translation (RFC 8215)"},
    Block{"100::", 64, "for discarding (RFC 6666)"},
    Block{"2001:db8::", 32, "for documentation (RFC 3849)"},
    Block{"3fff::", 20, "for documentation (RFC 9637)"},
    Block{"fc00::", 7, "private (RFC 4193)"},
    Block{"fe80::", 10, "link-local (RFC 4291)"},
    Block{"ff00::", 8, "multicast (RFC 4291)"},
};

struct Network {
  IpAddress first;
  unsigned prefix;
  std::string_view purpose;
};

// Read once: a list of domains asks for each of its addresses.
const std::vector<Network>& networks() {
  static const std::vector<Network> all = [] {
    std::vector<Network> made;
    for (const Block& block : kBlocks)
      made.push_back({IpAddress::parse(block.first).value(), block.prefix, block.purpose});
    return made;
  }();
  return all;
}

bool is_in(const IpAddress& ip, const Network& network) {
  if (network.first.is_v6() != ip.is_v6()) return false;
  const std::size_t whole = network.prefix / 8, rest = network.prefix % 8;
  if (!std::equal(ip.bytes().begin(), ip.bytes().begin() + static_cast<std::ptrdiff_t>(whole),
                  network.first.bytes().begin()))
    return false;
  const unsigned mask = 0xff00u >> rest & 0xffu;
  return rest == 0 || ((ip.bytes().at(whole) ^ network.first.bytes().at(whole)) & mask) == 0;
}

}  // namespace

std::optional<std::string_view> special_purpose(const IpAddress& ip) {
  const auto found =
      std::ranges::find_if(networks(), [&](const Network& network) { return is_in(ip, network); });
  if (found == networks().end()) return std::nullopt;
  return found->purpose;
}

}  // namespace net
