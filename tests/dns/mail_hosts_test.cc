#include "dns/mail_hosts.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "dns/fake_resolver.h"

using namespace dns;

namespace {

void reversed(std::vector<MailHost>& hosts, std::size_t from, std::size_t to) {
  std::reverse(hosts.begin() + static_cast<std::ptrdiff_t>(from),
               hosts.begin() + static_cast<std::ptrdiff_t>(to));
}

base::Result<MailRoute> route(Resolver& resolver, std::string_view domain) {
  return mail_route(resolver, domain, base::Deadline::never(), reversed);
}

std::string hosts(const base::Result<MailRoute>& found) {
  REQUIRE(found);
  std::string all;
  for (const MailHost& host : found->hosts)
    all += (all.empty() ? "" : ", ") + std::to_string(host.preference) + " " + host.name;
  return all;
}

std::string error(Resolver& resolver, std::string_view domain, base::ErrorKind kind) {
  const auto found = route(resolver, domain);
  REQUIRE_FALSE(found);
  CHECK(found.error().kind == kind);
  return found.error().text;
}

}  // namespace

TEST_CASE("mail hosts come by preference, equals shuffled") {
  FakeResolver dns;
  dns.mx("example.com", 20, "c.example").mx("example.com", 10, "a.example");
  dns.mx("example.com", 20, "d.example").mx("example.com", 10, "b.example");
  const auto found = route(dns, "Example.COM.");
  CHECK(hosts(found) == "10 b.example, 10 a.example, 20 d.example, 20 c.example");
  CHECK(found->rule == MailRoute::Rule::mx);
  CHECK(found->domain == "example.com");
}

TEST_CASE("an international domain is asked for in A-labels") {
  FakeResolver dns;
  dns.mx("xn--bcher-kva.example", 10, "mx.example");
  CHECK(hosts(route(dns, "bücher.example")) == "10 mx.example");
}

TEST_CASE("a domain without MX is its own mail host when it has an address") {
  FakeResolver dns;
  dns.address("example.com", "192.0.2.1");
  const auto found = route(dns, "example.com");
  CHECK(hosts(found) == "0 example.com");
  CHECK(found->rule == MailRoute::Rule::implicit_mx);
}

TEST_CASE("an address literal asks nobody") {
  FakeResolver dns;
  CHECK(hosts(route(dns, "[192.0.2.1]")) == "0 192.0.2.1");
  CHECK(hosts(route(dns, "[IPv6:2001:db8::1]")) == "0 2001:db8::1");
  CHECK(route(dns, "[192.0.2.1]")->rule == MailRoute::Rule::literal);
  CHECK(dns.asked.empty());
}

TEST_CASE("a root host among real ones is passed over") {
  FakeResolver dns;
  dns.mx("example.com", 0, "").mx("example.com", 10, "mx.example");
  CHECK(hosts(route(dns, "example.com")) == "10 mx.example");
}

TEST_CASE("the random shuffle keeps to its range") {
  std::vector<MailHost> all{{"a", 1}, {"b", 2}, {"c", 2}, {"d", 3}};
  random_shuffle()(all, 1, 3);
  CHECK(all.front().name == "a");
  CHECK(all.back().name == "d");
  CHECK(all[1].preference == 2);
}

// All error paths of mail_route follow.

TEST_CASE("a domain that takes no mail says why") {
  FakeResolver dns;
  dns.mx("null.example", 0, "").txt("bare.example", "");
  const auto no_host = base::ErrorKind::no_host;
  CHECK(error(dns, "example.invalid", no_host) == "no such domain: example.invalid");
  CHECK(error(dns, "null.example", no_host) == "null.example accepts no mail (null MX, RFC 7505)");
  CHECK(error(dns, "bare.example", no_host) == "bare.example has neither MX nor address");
}

TEST_CASE("an MX lookup that fails never falls back to the domain's own address") {
  FakeResolver dns;
  dns.address("a.example", "192.0.2.1").fails("a.example", Type::mx, Status::server_failure);
  dns.address("b.example", "192.0.2.1").fails("b.example", Type::mx, Status::timeout);
  CHECK(error(dns, "a.example", base::ErrorKind::connect) ==
        "MX lookup for a.example: server failure (SERVFAIL); where its mail goes is not known");
  CHECK(error(dns, "b.example", base::ErrorKind::timeout) ==
        "MX lookup for b.example: no answer in time; where its mail goes is not known");
  CHECK(dns.asked == std::vector<std::string>{"MX a.example", "MX b.example"});
}

TEST_CASE("an address lookup that fails is not 'no address'") {
  FakeResolver dns;
  dns.fails("example.com", Type::mx, Status::no_data);
  dns.fails("example.com", Type::aaaa, Status::timeout);
  dns.fails("example.com", Type::a, Status::no_data);
  CHECK(error(dns, "example.com", base::ErrorKind::timeout) ==
        "AAAA lookup for example.com: no answer in time");
}

TEST_CASE("a domain or literal that cannot be is a parse error") {
  FakeResolver dns;
  for (const char* bad : {"[192.0.2.1", "[2001:db8::1]", "[IPv6:192.0.2.1]", "[]"})
    CHECK(error(dns, bad, base::ErrorKind::parse) ==
          std::string(bad) + " is no address literal; write [192.0.2.1] or [IPv6:2001:db8::1]");
  CHECK(error(dns, "a..b", base::ErrorKind::parse) ==
        "a..b is not a domain name: a label is empty");
}
