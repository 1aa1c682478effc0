#include "net/address.h"

#include <doctest/doctest.h>

using namespace net;

TEST_CASE("an IP address is read and shown in its shortest form") {
  CHECK(IpAddress::parse("192.0.2.1")->show() == "192.0.2.1");
  CHECK(IpAddress::parse("2001:DB8:0::1")->show() == "2001:db8::1");
  CHECK(IpAddress::parse("::1")->is_v6());
  CHECK(IpAddress::v4({192, 0, 2, 1}) == IpAddress::parse("192.0.2.1"));
}

TEST_CASE("what is not an IP address is none") {
  for (const char* bad : {"", "mx", "192.0.2", "192.0.2.256", "0192.0.2.1", "[::1]", "fe80::1%lo",
                          "1:2", " 192.0.2.1"})
    CHECK_FALSE(IpAddress::parse(bad));
  CHECK_FALSE(IpAddress::parse(std::string_view("127.0.0.1\0x", 11)));
}

TEST_CASE("an address literal is written as RFC 5321 section 4.1.3 has it") {
  CHECK(IpAddress::parse("192.0.2.1")->literal() == "[192.0.2.1]");
  CHECK(IpAddress::parse("2001:db8::1")->literal() == "[IPv6:2001:db8::1]");
}

TEST_CASE("loopback and family are known") {
  CHECK(IpAddress::parse("127.8.0.1")->is_loopback());
  CHECK(IpAddress::parse("::1")->is_loopback());
  CHECK_FALSE(IpAddress::parse("::2")->is_loopback());
  CHECK(IpAddress::parse("::2")->matches(Family::v6));
  CHECK(IpAddress::parse("::2")->matches(Family::any));
  CHECK_FALSE(IpAddress::parse("::2")->matches(Family::v4));
}

TEST_CASE("each place is shown as a person would write it") {
  CHECK(show(Address(TcpAddress{*IpAddress::parse("192.0.2.1"), 25})) == "192.0.2.1:25");
  CHECK(show(Address(TcpAddress{*IpAddress::parse("2001:db8::1"), 587})) == "[2001:db8::1]:587");
  CHECK(show(Address(UnixAddress{"/run/lmtp"})) == "unix:/run/lmtp");
  CHECK(show(Address(ChildAddress{"exim4 -bs"})) == "exec:exim4 -bs");
}
