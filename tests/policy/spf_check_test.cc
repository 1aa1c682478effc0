#include "policy/spf_check.h"

#include <doctest/doctest.h>

#include "dns/fake_resolver.h"

using namespace policy;

// Results stand in spf_cases.txt; here is what else a verdict tells.

namespace {

net::IpAddress ip(const char* text) { return net::IpAddress::parse(text).value(); }

SpfVerdict check(dns::Resolver& dns, const char* address, const char* sender) {
  return check_spf(dns, spf_mail_from(ip(address), sender, "mx.example.net"), {},
                   base::Deadline::never());
}

dns::FakeResolver zone() {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 a:gone.example include:_spf.example.com -all");
  dns.txt("_spf.example.com", "v=spf1 mx:example.com ~all");
  dns.mx("example.com", 10, "mx.example.com").address("mx.example.com", "192.0.2.25");
  return dns;
}

}  // namespace

TEST_CASE("the way to a verdict has every term that was tried") {
  dns::FakeResolver dns = zone();
  const SpfVerdict verdict = check(dns, "192.0.2.25", "alice@example.com");
  CHECK(verdict.mechanism == "include:_spf.example.com");
  CHECK(verdict.lookups == 3);
  CHECK(verdict.voids == 1);
  CHECK(verdict.way.domain == "example.com");
  CHECK(verdict.way.record == "v=spf1 a:gone.example include:_spf.example.com -all");
  REQUIRE(verdict.way.steps.size() == 2);
  CHECK(verdict.way.steps[0].term == "a:gone.example");
  CHECK(verdict.way.steps[0].outcome == SpfOutcome::no_match);
  CHECK(verdict.way.steps[0].reason == "no such domain: gone.example");
  CHECK(verdict.way.steps[1].reason == "_spf.example.com has the result pass");
  CHECK(verdict.way.steps[1].column == 22);
}

TEST_CASE("an included record is inside its term") {
  dns::FakeResolver dns = zone();
  const SpfVerdict verdict = check(dns, "192.0.2.25", "alice@example.com");
  REQUIRE(verdict.way.steps.back().inner.size() == 1);
  const SpfVisit& inner = verdict.way.steps.back().inner.front();
  CHECK(inner.domain == "_spf.example.com");
  CHECK(inner.result == SpfResult::pass);
  REQUIRE(inner.steps.size() == 1);
  CHECK(inner.steps[0].reason ==
        "mx.example.com has 192.0.2.25, and 192.0.2.25 is in 192.0.2.25/32");
  REQUIRE(inner.steps[0].lookups.size() == 2);
  CHECK(inner.steps[0].lookups[0].type == dns::Type::mx);
  CHECK(inner.steps[0].lookups[1].name == "mx.example.com");
}

TEST_CASE("a syntax error keeps its column on the way") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 ip4:300.0.2.1 -all");
  const SpfVerdict verdict = check(dns, "192.0.2.25", "alice@example.com");
  CHECK(verdict.result == SpfResult::permerror);
  REQUIRE(verdict.way.problem);
  CHECK(verdict.way.problem->column == 11);
  CHECK(verdict.problem == "300.0.2.1 is not an IPv4 address");
}

TEST_CASE("nothing is asked behind the term that decides") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 ip4:192.0.2.25 a mx -all");
  (void)check(dns, "192.0.2.25", "alice@example.com");
  CHECK(dns.asked == std::vector<std::string>{"TXT example.com"});
}

TEST_CASE("an explanation is not asked for when nobody wants it") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 -all exp=why.example.com").txt("why.example.com", "go away");
  const SpfClient client = spf_mail_from(ip("192.0.2.1"), "alice@example.com", "mx.example.net");
  const SpfOptions quiet{"unknown", 0, false};
  CHECK(check_spf(dns, client, quiet, base::Deadline::never()).explanation.empty());
  CHECK(check_spf(dns, client, {}, base::Deadline::never()).explanation == "go away");
}

TEST_CASE("what a domain explains is safe to print") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 -all exp=why.example.com").txt("why.example.com", "%{l}");
  const SpfVerdict verdict = check(dns, "192.0.2.1", "\x1b[31m@example.com");
  CHECK(verdict.explanation == "\\x1B[31m");
}

TEST_CASE("a local part that no name can hold asks nobody") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 exists:%{l}.example.com -all");
  CHECK(check(dns, "192.0.2.1", "\"a b\"@example.com").result == SpfResult::fail);
  CHECK(dns.asked == std::vector<std::string>{"TXT example.com"});
}

TEST_CASE("a check that takes too long is temperror, whatever comes next") {
  dns::FakeResolver dns;
  dns.txt("example.com", "v=spf1 -all");
  const SpfClient client = spf_mail_from(ip("192.0.2.1"), "alice@example.com", "mx.example.net");
  const SpfVerdict verdict = check_spf(dns, client, {}, base::Deadline::after(base::Duration(-1)));
  CHECK(verdict.result == SpfResult::temperror);
  CHECK(verdict.problem == "the time for the whole check ran out");
}

TEST_CASE("the HELO identity is a domain of its own") {
  const SpfClient client = spf_helo(ip("192.0.2.1"), "mx.example.net");
  CHECK(client.domain == "mx.example.net");
  CHECK(client.sender == "postmaster@mx.example.net");
  CHECK(spf_mail_from(ip("192.0.2.1"), "", "mx.example.net").sender == "postmaster@mx.example.net");
}

TEST_CASE("a sender may have an at-sign in its local part") {
  const SpfClient client = spf_mail_from(ip("192.0.2.1"), "\"a@b\"@example.com", "mx.example.net");
  CHECK(client.domain == "example.com");
}
