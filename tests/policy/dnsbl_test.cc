#include "policy/dnsbl.h"

#include <doctest/doctest.h>

#include "dns/fake_resolver.h"

using namespace policy;

namespace {

const base::Deadline kNever = base::Deadline::never();

net::IpAddress ip(const char* text) { return net::IpAddress::parse(text).value(); }

DnsblAnswer asked(dns::FakeResolver& dns) {
  return ask_dnsbl(dns, ip("192.0.2.99"), "bl.example", kNever);
}

std::string text(const char* code) {
  dns::FakeResolver dns;
  dns.address("99.2.0.192.bl.example", code);
  return asked(dns).text;
}

std::string health(dns::FakeResolver& dns) {
  return dnsbl_health(dns, "bl.example", net::Family::v4, kNever).text;
}

}  // namespace

TEST_CASE("an address is asked for backwards") {
  CHECK(dnsbl_name(ip("192.0.2.99"), "bl.example") == "99.2.0.192.bl.example");
  CHECK(dnsbl_name(ip("2001:db8:1:2:3:4:567:89ab"), "ugly.example") ==
        "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ugly.example");
}

TEST_CASE("127.0.0.2 to 127.255.254.255 mean listed") {
  CHECK(text("127.0.0.2") == "192.0.2.99 is listed by bl.example (127.0.0.2)");
  CHECK(text("127.0.1.0") == "192.0.2.99 is listed by bl.example (127.0.1.0)");
  CHECK(text("127.255.254.255") == "192.0.2.99 is listed by bl.example (127.255.254.255)");
}

TEST_CASE("127.255.255.x means that the list does not answer") {
  CHECK(text("127.255.255.254") ==
        "bl.example does not answer this name server (127.255.255.254), so nothing is known");
}

TEST_CASE("no other address means anything") {
  CHECK(text("127.0.0.1") ==
        "bl.example answers 127.0.0.1, which no list says, so nothing is known");
  CHECK(text("203.0.113.80") ==
        "bl.example answers 203.0.113.80, which no list says, so nothing is known");
}

TEST_CASE("a refusal among the codes spoils them all") {
  dns::FakeResolver dns;
  dns.address("99.2.0.192.bl.example", "127.0.0.2");
  dns.address("99.2.0.192.bl.example", "127.255.255.252");
  CHECK(asked(dns).verdict == DnsblVerdict::refused);
}

TEST_CASE("a listing has its reason, safe to print") {
  dns::FakeResolver dns;
  dns.address("99.2.0.192.bl.example", "127.0.0.4").address("99.2.0.192.bl.example", "127.0.0.9");
  dns.txt("99.2.0.192.bl.example", "see \x1b[m").txt("99.2.0.192.bl.example", "and more");
  const DnsblAnswer answer = asked(dns);
  CHECK(answer.text == "192.0.2.99 is listed by bl.example (127.0.0.4, 127.0.0.9)");
  CHECK(answer.reason == "see \\x1B[m; and more");
}

TEST_CASE("no name means not listed, and a DNS that does not tell means nothing") {
  dns::FakeResolver dns;
  CHECK(asked(dns).text == "192.0.2.99 is not listed by bl.example");
  dns.fails("99.2.0.192.bl.example", dns::Type::a, dns::Status::server_failure);
  CHECK(asked(dns).text ==
        "A lookup for 99.2.0.192.bl.example: server failure (SERVFAIL), so nothing is known");
}

TEST_CASE("a sound list has 127.0.0.2 and not 127.0.0.1") {
  dns::FakeResolver dns;
  dns.address("2.0.0.127.bl.example", "127.0.0.2");
  const DnsblHealth found = dnsbl_health(dns, "bl.example", net::Family::v4, kNever);
  CHECK(found.sound);
  CHECK(found.text == "bl.example answers as a list must");
}

TEST_CASE("a sound list for IPv6 has ::ffff:7f00:2") {
  dns::FakeResolver dns;
  dns.address(dnsbl_name(ip("::ffff:7f00:2"), "bl.example"), "127.0.0.2");
  CHECK(dnsbl_health(dns, "bl.example", net::Family::v6, kNever).sound);
}

TEST_CASE("a list that is not sound says how") {
  dns::FakeResolver gone;
  CHECK(health(gone) == "bl.example does not list 127.0.0.2: it is empty or gone");
  dns::FakeResolver all;
  all.address("2.0.0.127.bl.example", "127.0.0.2").address("1.0.0.127.bl.example", "127.0.0.2");
  CHECK(health(all) == "bl.example lists 127.0.0.1: it lists the whole world");
  dns::FakeResolver refusing;
  refusing.address("2.0.0.127.bl.example", "127.255.255.254");
  CHECK(health(refusing) == "bl.example does not answer this name server");
  dns::FakeResolver parked;
  parked.address("2.0.0.127.bl.example", "203.0.113.80");
  parked.address("1.0.0.127.bl.example", "203.0.113.80");
  CHECK(health(parked) == "bl.example answers as no list does");
  dns::FakeResolver mute;
  mute.fails("1.0.0.127.bl.example", dns::Type::a, dns::Status::timeout);
  CHECK(health(mute) == "the DNS does not tell whether bl.example works");
}
