#include "policy/names.h"

#include <doctest/doctest.h>

using namespace policy;

namespace {

net::IpAddress ip(const char* text) { return net::IpAddress::parse(text).value(); }

}  // namespace

TEST_CASE("an address has a name under arpa") {
  CHECK(reverse_name(ip("192.0.2.1")) == "1.2.0.192.in-addr.arpa");
  CHECK(reverse_name(ip("2001:db8::1")) ==
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

TEST_CASE("a name is below another at a dot alone") {
  CHECK(is_at_or_below("mx.example.com", "Example.COM"));
  CHECK(is_at_or_below("example.com", "example.com"));
  CHECK_FALSE(is_at_or_below("mxexample.com", "example.com"));
  CHECK_FALSE(is_at_or_below("com", "example.com"));
}

TEST_CASE("one's own is what stands in one line with the domain") {
  CHECK(is_own("example.com", "example.com"));
  CHECK(is_own("mx.example.com", "example.com"));
  CHECK(is_own("example.com", "www.example.com"));
  CHECK_FALSE(is_own("mx.example.com", "www.example.com"));
  CHECK_FALSE(is_own("mx.other.example", "example.com"));
}

TEST_CASE("a mapped address is an IPv4 address") {
  CHECK(unmapped(ip("::ffff:192.0.2.1")) == ip("192.0.2.1"));
  CHECK(unmapped(ip("::192.0.2.1")) == ip("::192.0.2.1"));
  CHECK(unmapped(ip("192.0.2.1")) == ip("192.0.2.1"));
}
