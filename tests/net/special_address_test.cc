#include "net/special_address.h"

#include <doctest/doctest.h>

using net::IpAddress;
using net::special_purpose;

namespace {

std::string_view purpose(std::string_view ip) {
  return special_purpose(*IpAddress::parse(ip)).value_or("none");
}

}  // namespace

TEST_CASE("an address that nobody can connect to says what it is for") {
  CHECK(purpose("10.1.2.3") == "private (RFC 1918)");
  CHECK(purpose("172.31.255.255") == "private (RFC 1918)");
  CHECK(purpose("100.127.0.1") == "shared by a carrier's customers (RFC 6598)");
  CHECK(purpose("127.0.0.53") == "loopback (RFC 1122)");
  CHECK(purpose("2001:db8::1") == "for documentation (RFC 3849)");
  CHECK(purpose("fd00::1") == "private (RFC 4193)");
  CHECK(purpose("febf::1") == "link-local (RFC 4291)");
  CHECK(purpose("::1") == "loopback (RFC 4291)");
  CHECK(purpose("::ffff:8.8.8.8") == "an IPv4 address in IPv6 form (RFC 4291)");
}

TEST_CASE("the neighbours of a special block are public") {
  for (const char* ip : {"9.255.255.255", "11.0.0.0", "172.32.0.1", "100.128.0.1", "192.0.1.0",
                         "198.20.0.0", "223.255.255.255", "2001:db9::", "4000::", "fec0::1"})
    CHECK(purpose(ip) == "none");
}
