#include "dns/resolver.h"

#include <doctest/doctest.h>

#include "dns/fake_resolver.h"

using namespace dns;

namespace {

Answer ended(Status status, std::vector<std::string> servers = {}) {
  Answer answer;
  answer.status = status;
  answer.servers = std::move(servers);
  return answer;
}

std::string shown(const base::Result<std::vector<net::IpAddress>>& addresses) {
  if (!addresses) return addresses.error().text;
  std::string all;
  for (const auto& ip : *addresses) all += (all.empty() ? "" : " ") + ip.show();
  return all;
}

const auto kNever = base::Deadline::never();

}  // namespace

TEST_CASE("each way in which a question ends has its words") {
  const auto words = [](const Answer& answer) { return explain(answer, Type::mx, "example.com"); };
  CHECK(words(ended(Status::no_name)) == "no such domain: example.com");
  CHECK(words(ended(Status::no_data)) == "MX lookup for example.com: no MX record");
  CHECK(words(ended(Status::server_failure)) ==
        "MX lookup for example.com: server failure (SERVFAIL)");
  CHECK(words(ended(Status::refused, {"192.0.2.1:53"})) ==
        "MX lookup for example.com: refused by 192.0.2.1:53");
  CHECK(words(ended(Status::timeout, {"192.0.2.1:53", "[::1]:5353"})) ==
        "MX lookup for example.com: no answer in time from 192.0.2.1:53, [::1]:5353");
  CHECK(words(ended(Status::malformed, {"192.0.2.1:53"})) ==
        "MX lookup for example.com: malformed answer from 192.0.2.1:53");
  Answer bogus = ended(Status::server_failure, {"192.0.2.1:53"});
  bogus.bogus = true;
  CHECK(words(bogus) ==
        "MX lookup for example.com: server failure (SERVFAIL) from 192.0.2.1:53; DNSSEC "
        "validation fails");
}

TEST_CASE("a name is printed without what a terminal would obey") {
  CHECK(explain(ended(Status::no_name), Type::a, "\x1b[31m") == "no such domain: \\x1B[31m");
}

TEST_CASE("only what the DNS denies is no_host") {
  const auto kind = [](Status status) { return failure(ended(status), Type::a, "x").kind; };
  CHECK(kind(Status::no_name) == base::ErrorKind::no_host);
  CHECK(kind(Status::no_data) == base::ErrorKind::no_host);
  CHECK(kind(Status::timeout) == base::ErrorKind::timeout);
  CHECK(kind(Status::server_failure) == base::ErrorKind::connect);
  CHECK(kind(Status::refused) == base::ErrorKind::connect);
  CHECK(kind(Status::malformed) == base::ErrorKind::connect);
}

TEST_CASE("both families are asked unless one is wanted") {
  FakeResolver dns;
  dns.address("mx.example", "192.0.2.1").address("mx.example", "2001:db8::1");
  CHECK(shown(dns.addresses("mx.example", net::Family::any, kNever)) == "2001:db8::1 192.0.2.1");
  CHECK(shown(dns.addresses("mx.example", net::Family::v4, kNever)) == "192.0.2.1");
  CHECK(shown(dns.addresses("mx.example", net::Family::v6, kNever)) == "2001:db8::1");
}

TEST_CASE("a family that fails does not hide the other") {
  FakeResolver dns;
  dns.address("mx.example", "192.0.2.1").fails("mx.example", Type::aaaa, Status::server_failure);
  CHECK(shown(dns.addresses("mx.example", net::Family::any, kNever)) == "192.0.2.1");
}

TEST_CASE("no address and no answer about addresses are told apart") {
  FakeResolver dns;
  dns.txt("bare.example", "").address("v4.example", "192.0.2.1");
  dns.fails("broken.example", Type::aaaa, Status::server_failure);
  dns.fails("broken.example", Type::a, Status::no_data);
  const auto ask = [&](const char* host, net::Family family) {
    return shown(dns.addresses(host, family, kNever));
  };
  CHECK(ask("none.example", net::Family::any) == "no such domain: none.example");
  CHECK(ask("bare.example", net::Family::any) == "bare.example has no address");
  CHECK(ask("bare.example", net::Family::v4) == "bare.example has no IPv4 address");
  CHECK(ask("v4.example", net::Family::v6) == "v4.example has no IPv6 address");
  CHECK(ask("broken.example", net::Family::any) ==
        "AAAA lookup for broken.example: server failure (SERVFAIL)");
}
