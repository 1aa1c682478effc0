#include "policy/mail_routing.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dns/fake_resolver.h"
#include "policy/finding_text.h"
#include "policy/mail_routing_lints.h"
#include "policy/reverse_row.h"

using namespace policy;
using dns::FakeResolver;

namespace {

MailRouting routing_of(FakeResolver& dns) {
  return look_up_mail_routing(dns, "example.com", ReverseNames::look_up, base::Deadline::never());
}

// "warn TEXT | FIX" a line.
std::string shown(const Row& row) {
  std::string text;
  for (const Finding& finding : row.findings)
    text += fmt::format("{} {} | {}\n", verdict_name(verdict_of(finding.level)), finding.text,
                        finding.fix);
  for (const std::string& trouble : row.trouble) text += "unknown " + trouble + "\n";
  return text;
}

Row judged(const MailRouting& routing, FakeResolver& dns) {
  FreeNames names(dns, routing, base::Deadline::never());
  return judge_mail_routing(routing, names);
}

std::string mx_row(FakeResolver& dns) { return shown(judged(routing_of(dns), dns)); }
std::string ptr_row(FakeResolver& dns) { return shown(judge_reverse_names(routing_of(dns))); }

// Two hosts on two networks, with both families and reverse names: nothing to find.
FakeResolver sound() {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com").mx("example.com", 20, "b.example.com");
  dns.address("a.example.com", "8.8.8.8").address("a.example.com", "2a00::8");
  dns.address("b.example.com", "9.9.9.9").address("b.example.com", "2a00::9");
  dns.ptr("8.8.8.8.in-addr.arpa", "a.example.com").ptr("9.9.9.9.in-addr.arpa", "b.example.com");
  const std::string zeros =
      "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.2.ip6.arpa";
  dns.ptr("8.0." + zeros.substr(2), "a.example.com");
  dns.ptr("9.0." + zeros.substr(2), "b.example.com");
  return dns;
}

}  // namespace

TEST_CASE("hosts come by preference with their addresses, TTLs and reverse names") {
  FakeResolver dns = sound();
  const MailRouting routing = routing_of(dns);
  CHECK(routing.rule == MailRule::mx);
  REQUIRE(routing.hosts.size() == 2);
  CHECK(routing.hosts[0].name == "a.example.com");
  CHECK(routing.hosts[0].addresses.at(0).ip.show() == "8.8.8.8");
  CHECK(routing.hosts[0].addresses.at(0).names.at(0).leads_back);
  CHECK(judged(routing, dns).summary == "2 hosts, 4 addresses");
  CHECK(judge_reverse_names(routing).summary == "4 of 4 addresses with a name that leads back");
  CHECK(shown(judged(routing, dns)) == "");
  CHECK(shown(judge_reverse_names(routing)) == "");
}

TEST_CASE("reverse names are not asked for unless they are wanted") {
  FakeResolver dns = sound();
  const MailRouting routing =
      look_up_mail_routing(dns, "example.com", ReverseNames::skip, base::Deadline::never());
  CHECK(dns.asked.size() == 5);
  CHECK(judge_reverse_names(routing).summary == "no address to look at");
}

TEST_CASE("a null MX alone is no fault") {
  FakeResolver dns;
  dns.mx("example.com", 0, "");
  CHECK(routing_of(dns).rule == MailRule::null_mx);
  CHECK(mx_row(dns) == "");
}

TEST_CASE("a null MX beside others is to be removed") {
  FakeResolver dns = sound();
  dns.mx("example.com", 0, "");
  CHECK(mx_row(dns) ==
        "fail a null MX stands beside other MX records, which RFC 7505 section 3 forbids | "
        "remove: example.com. IN MX 0 .\n");
}

TEST_CASE("without MX the domain's own address is a hint") {
  FakeResolver dns;
  dns.address("example.com", "8.8.8.8").address("example.com", "8.8.4.4");
  dns.address("example.com", "2a00::8");
  CHECK(routing_of(dns).rule == MailRule::implicit_mx);
  CHECK(mx_row(dns) ==
        "hint there is no MX: mail goes to the domain's own address, which may well be a web "
        "server's | publish: example.com. IN MX 10 example.com.\n");
}

TEST_CASE("a domain without MX and address gets no mail") {
  FakeResolver dns;
  dns.txt("example.com", "hello");
  CHECK(mx_row(dns) ==
        "fail there is neither MX nor address: no mail can be delivered; where none is to be, a "
        "null MX says so | publish: example.com. IN MX 10 mail.example.com.\n"
        "publish: mail.example.com. IN A ADDRESS\n"
        "or for no mail: example.com. IN MX 0 .\n");
}

TEST_CASE("a domain that does not exist is said not to") {
  FakeResolver dns;
  CHECK(mx_row(dns) == "fail there is no domain example.com | \n");
}

TEST_CASE("an MX host that is a CNAME is to be replaced by its target") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "alias.example.com").cname("alias.example.com", "c.example.com");
  dns.address("c.example.com", "7.7.7.7").ptr("7.7.7.7.in-addr.arpa", "c.example.com");
  CHECK(mx_row(dns) ==
        "warn MX host alias.example.com is a CNAME for c.example.com, which RFC 2181 section 10.3 "
        "forbids | publish: example.com. IN MX 30 c.example.com.\n"
        "remove: example.com. IN MX 30 alias.example.com.\n");
}

TEST_CASE("an MX host that is a CNAME for another of them is one too many") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "alias.example.com").cname("alias.example.com", "b.example.com");
  CHECK(mx_row(dns) ==
        "warn MX host alias.example.com is a CNAME for b.example.com, which RFC 2181 section 10.3 "
        "forbids | remove: example.com. IN MX 30 alias.example.com.\n");
}

TEST_CASE("addresses in place of MX hosts get names that no other host has") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "mail.example.com").address("mail.example.com", "7.7.7.7");
  dns.mx("example.com", 40, "192.0.2.1").mx("example.com", 50, "192.0.2.2");
  CHECK(mx_row(dns) ==
        "warn MX host 192.0.2.1 is an address, and must be a name | publish: example.com. IN MX 40 "
        "mail2.example.com.\n"
        "publish: mail2.example.com. IN A 192.0.2.1\n"
        "remove: example.com. IN MX 40 192.0.2.1.\n"
        "warn MX host 192.0.2.2 is an address, and must be a name | publish: example.com. IN MX 50 "
        "mail3.example.com.\n"
        "publish: mail3.example.com. IN A 192.0.2.2\n"
        "remove: example.com. IN MX 50 192.0.2.2.\n");
}

TEST_CASE("no line to copy names a host at which something stands") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "192.0.2.1").mx("example.com", 40, "192.0.2.2");
  dns.cname("mail.example.com", "webmail.other.example").txt("mail2.example.com", "hello");
  CHECK(mx_row(dns) ==
        "warn MX host 192.0.2.1 is an address, and must be a name | publish: example.com. IN MX 30 "
        "mail3.example.com.\n"
        "publish: mail3.example.com. IN A 192.0.2.1\n"
        "remove: example.com. IN MX 30 192.0.2.1.\n"
        "warn MX host 192.0.2.2 is an address, and must be a name | publish: example.com. IN MX 40 "
        "mail4.example.com.\n"
        "publish: mail4.example.com. IN A 192.0.2.2\n"
        "remove: example.com. IN MX 40 192.0.2.2.\n");
}

TEST_CASE("where the DNS does not tell whether a name is free, none is named") {
  const auto fails = [](FakeResolver& dns) {
    for (const char* name : {"mail.example.com", "mx2.example.com"})
      dns.fails(name, dns::Type::a, dns::Status::timeout);
    return mx_row(dns);
  };
  FakeResolver literals = sound();
  literals.mx("example.com", 30, "192.0.2.1").mx("example.com", 40, "192.0.2.2");
  CHECK(fails(literals) ==
        "warn MX host 192.0.2.1 is an address, and must be a name | name a host that has "
        "this address in place of: example.com. IN MX 30 192.0.2.1.\n"
        "warn MX host 192.0.2.2 is an address, and must be a name | name a host that has "
        "this address in place of: example.com. IN MX 40 192.0.2.2.\n");
  CHECK(std::ranges::count(literals.asked, "A mail.example.com") == 1);
  FakeResolver nowhere;
  nowhere.txt("example.com", "hello");
  CHECK(fails(nowhere) ==
        "fail there is neither MX nor address: no mail can be delivered; where none is to be, a "
        "null MX says so | publish an MX that names a mail host\n"
        "or for no mail: example.com. IN MX 0 .\n");
  FakeResolver single;
  single.mx("example.com", 50, "a.example.com").address("a.example.com", "8.8.8.8");
  single.address("a.example.com", "2a00::8");
  CHECK(fails(single) ==
        "hint all mail depends on one machine, and waits while that is down | publish an MX of "
        "preference 60 that names a second host\n");
}

TEST_CASE("a zone in which every name stands is asked for few of them") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "192.0.2.1");
  for (int i = 1; i < 99; ++i)
    dns.address(fmt::format("mail{}.example.com", i == 1 ? "" : std::to_string(i)), "8.8.8.8");
  const MailRouting routing = routing_of(dns);
  dns.asked.clear();
  CHECK(judged(routing, dns).findings.front().fix ==
        "name a host that has this address in place of: example.com. IN MX 30 192.0.2.1.");
  CHECK(dns.asked.size() == 20);
}

TEST_CASE("a second host is tried behind all that stand there") {
  const auto second = [](std::uint16_t preference) {
    FakeResolver dns;
    dns.mx("example.com", preference, "a.example.com").address("a.example.com", "8.8.8.8");
    return judged(routing_of(dns), dns).findings.front().fix;
  };
  CHECK(second(0).starts_with("publish: example.com. IN MX 10 mx2.example.com.\n"));
  CHECK(second(50).starts_with("publish: example.com. IN MX 60 mx2.example.com.\n"));
  CHECK(second(65530).starts_with("publish: example.com. IN MX 65535 mx2.example.com.\n"));
}

TEST_CASE("a host with the domain twice is one whose dot was forgotten") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "c.example.com.example.com")
      .mx("example.com", 40, "a.example.com.example.com");
  CHECK(mx_row(dns) ==
        "warn MX host c.example.com.example.com does not exist: in the zone the dot at the end of "
        "c.example.com is missing | publish: example.com. IN MX 30 c.example.com.\n"
        "remove: example.com. IN MX 30 c.example.com.example.com.\n"
        "warn MX host a.example.com.example.com does not exist: in the zone the dot at the end of "
        "a.example.com is missing | remove: example.com. IN MX 40 a.example.com.example.com.\n");
}

TEST_CASE("a provider's host with the domain behind it is one whose dot was forgotten") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "aspmx.l.google.com.example.com");
  dns.mx("example.com", 40, "mx.other.example.example.com");
  CHECK(mx_row(dns) ==
        "warn MX host aspmx.l.google.com.example.com does not exist: in the zone the dot at the "
        "end of aspmx.l.google.com is missing | publish: example.com. IN MX 30 "
        "aspmx.l.google.com.\n"
        "remove: example.com. IN MX 30 aspmx.l.google.com.example.com.\n"
        "warn MX host mx.other.example.example.com does not exist | publish: "
        "mx.other.example.example.com. IN A ADDRESS\n"
        "or remove: example.com. IN MX 40 mx.other.example.example.com.\n");
}

TEST_CASE("beside a provider's one host no other is wanted") {
  FakeResolver dns;
  dns.mx("example.com", 0, "example-com.mail.protection.outlook.com");
  dns.address("example-com.mail.protection.outlook.com", "8.8.8.8");
  dns.address("example-com.mail.protection.outlook.com", "2a00::8");
  CHECK(mx_row(dns) == "");
}

TEST_CASE("beside a machine that a provider lets another one is wanted") {
  FakeResolver dns;
  dns.mx("example.com", 10, "vps-1234.vps.ovh.net");
  dns.address("vps-1234.vps.ovh.net", "8.8.8.8").address("vps-1234.vps.ovh.net", "2a00::8");
  CHECK(mx_row(dns) ==
        "hint all mail depends on one machine, and waits while that is down | publish: "
        "example.com. IN MX 20 mx2.example.com.\n"
        "publish: mx2.example.com. IN A ADDRESS\n");
}

TEST_CASE("an address in place of an MX host is given a name") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "192.0.2.1");
  CHECK(mx_row(dns) ==
        "warn MX host 192.0.2.1 is an address, and must be a name | publish: example.com. IN MX 30 "
        "mail.example.com.\n"
        "publish: mail.example.com. IN A 192.0.2.1\n"
        "remove: example.com. IN MX 30 192.0.2.1.\n");
}

TEST_CASE("localhost and hosts that are missing or without address are faults") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "localhost").mx("example.com", 40, "gone.example.com");
  dns.mx("example.com", 50, "bare.example.com").txt("bare.example.com", "hello");
  CHECK(mx_row(dns) ==
        "warn MX host localhost is each sender's own machine | remove: example.com. IN MX 30 "
        "localhost.\n"
        "warn MX host gone.example.com does not exist | publish: gone.example.com. IN A ADDRESS\n"
        "or remove: example.com. IN MX 40 gone.example.com.\n"
        "warn MX host bare.example.com has no address | publish: bare.example.com. IN A ADDRESS\n"
        "or remove: example.com. IN MX 50 bare.example.com.\n");
}

TEST_CASE("where localhost is all there is, a host is named instead, or none on purpose") {
  FakeResolver dns;
  dns.mx("example.com", 10, "localhost");
  CHECK(mx_row(dns) ==
        "fail MX host localhost is each sender's own machine | remove: example.com. IN MX 10 "
        "localhost.\n"
        "publish: example.com. IN MX 10 mail.example.com.\n"
        "publish: mail.example.com. IN A ADDRESS\n"
        "or for no mail: example.com. IN MX 0 .\n");
}

TEST_CASE("what belongs to others, or is a CNAME, is to be corrected and not published") {
  FakeResolver dns;
  dns.mx("example.com", 10, "gone.other.example").mx("example.com", 20, "alias.example.com");
  dns.cname("alias.example.com", "nowhere.example.com");
  const std::string gone =
      "fail MX host gone.other.example does not exist | name a host that has an "
      "address instead of: example.com. IN MX 10 gone.other.example.\n";
  CHECK(mx_row(dns) ==
        gone +
            "fail MX host alias.example.com is a CNAME for nowhere.example.com, which "
            "does not exist | name a host that has an address instead of: "
            "example.com. IN MX 20 alias.example.com.\n");
}

TEST_CASE("a host of others is asked of its owner to have an IPv6 address") {
  FakeResolver dns;
  dns.mx("example.com", 10, "mx.other.example");
  dns.address("mx.other.example", "8.8.8.8").address("mx.other.example", "9.9.9.9");
  CHECK(mx_row(dns) ==
        "hint no mail host has an IPv6 address | have its owner publish: mx.other.example. IN AAAA "
        "ADDRESS\n");
}

TEST_CASE("a domain that is a CNAME gets no line to stand beside it") {
  FakeResolver dns;
  dns.cname("example.com", "web.example").txt("web.example", "hello");
  CHECK(
      mx_row(dns) ==
      "fail there is neither MX nor address: no mail can be delivered; where none is to be, a null "
      "MX says so | have its owner publish: web.example. IN MX 10 mail.example.com.\n"
      "publish: mail.example.com. IN A ADDRESS\n"
      "or for no mail have its owner publish: web.example. IN MX 0 .\n");
}

TEST_CASE("what is to be done about a domain that is a CNAME is done at its end") {
  FakeResolver dns;
  dns.cname("example.com", "web.example.com");
  dns.mx("web.example.com", 10, "192.0.2.1").mx("web.example.com", 20, "a.example.com");
  dns.mx("web.example.com", 30, "a.example.com");
  dns.address("a.example.com", "8.8.8.8").address("a.example.com", "2a00::8");
  CHECK(
      mx_row(dns) ==
      "warn MX host 192.0.2.1 is an address, and must be a name | publish at the end of the CNAME: "
      "web.example.com. IN MX 10 mail.example.com.\n"
      "publish: mail.example.com. IN A 192.0.2.1\n"
      "remove: web.example.com. IN MX 10 192.0.2.1.\n"
      "hint MX host a.example.com stands there more than once | remove: web.example.com. IN MX 30 "
      "a.example.com.\n"
      "hint all mail depends on one machine, and waits while that is down | publish at the end of "
      "the CNAME: web.example.com. IN MX 40 mx2.example.com.\n"
      "publish: mx2.example.com. IN A ADDRESS\n");
}

TEST_CASE("another's mail hosts, where the domain is a CNAME, get no host beside them") {
  FakeResolver dns;
  dns.cname("example.com", "web.example").mx("web.example", 10, "a.web.example");
  dns.address("a.web.example", "8.8.8.8").address("a.web.example", "2a00::8");
  CHECK(mx_row(dns) ==
        "hint all mail depends on one machine, and waits while that is down | have the owner of "
        "the CNAME's target name a second host\n");
}

TEST_CASE("a domain without MX is not told to name a second host alone, which would get it all") {
  FakeResolver dns;
  dns.address("example.com", "8.8.8.8").address("example.com", "2a00::8");
  CHECK(mx_row(dns) ==
        "hint there is no MX: mail goes to the domain's own address, which may well be a web "
        "server's | publish: example.com. IN MX 10 example.com.\n"
        "hint all mail depends on one machine, and waits while that is down | publish an MX that "
        "names this machine, then one for a second\n");
}

TEST_CASE("a domain that is a CNAME for nothing is told to be one") {
  FakeResolver dns;
  dns.cname("example.com", "gone.example");
  CHECK(
      mx_row(dns) ==
      "fail example.com is a CNAME for gone.example, which does not exist | correct or remove the "
      "CNAME\n");
}

TEST_CASE("an address whose host is a CNAME gets the name at its end") {
  FakeResolver dns;
  dns.mx("example.com", 10, "alias.example.com").cname("alias.example.com", "a.example.com");
  dns.address("a.example.com", "8.8.8.1");
  CHECK(ptr_row(dns) ==
        "warn 8.8.8.1 (alias.example.com) has no reverse name | publish: 1.8.8.8.in-addr.arpa. IN "
        "PTR a.example.com.\n");
}

TEST_CASE("a host that nobody can reach is worse when it is the only one") {
  FakeResolver dns;
  dns.mx("example.com", 10, "gone.example.com");
  CHECK(judged(routing_of(dns), dns).verdict() == Verdict::fail);
}

TEST_CASE("a private address is a fault") {
  FakeResolver dns = sound();
  dns.address("b.example.com", "10.0.0.1");
  CHECK(mx_row(dns) ==
        "warn address 10.0.0.1 of b.example.com is private (RFC 1918): nobody outside can connect "
        "to it | remove: b.example.com. IN A 10.0.0.1\n");
}

TEST_CASE("duplicates are hints") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "a.example.com").address("b.example.com", "8.8.8.8");
  CHECK(mx_row(dns) ==
        "hint MX host a.example.com stands there more than once | remove: example.com. IN MX 30 "
        "a.example.com.\n"
        "hint a.example.com and b.example.com have the same address 8.8.8.8: when one is down, "
        "both are | \n");
}

TEST_CASE("one machine for all mail, and one family, are hints") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com").address("a.example.com", "8.8.8.8");
  CHECK(mx_row(dns) ==
        "hint all mail depends on one machine, and waits while that is down | publish: "
        "example.com. IN MX 20 mx2.example.com.\n"
        "publish: mx2.example.com. IN A ADDRESS\n"
        "hint no mail host has an IPv6 address | publish: a.example.com. IN AAAA ADDRESS\n");
}

TEST_CASE("the family that is missing is wanted of a host that can be reached") {
  FakeResolver dns;
  dns.mx("example.com", 5, "192.0.2.1").mx("example.com", 10, "mx1.example.com.example.com");
  dns.mx("example.com", 20, "inner.example.com").address("inner.example.com", "10.0.0.1");
  dns.mx("example.com", 30, "a.example.com").address("a.example.com", "8.8.8.8");
  dns.address("a.example.com", "9.9.9.9");
  CHECK(mx_row(dns).ends_with(
      "hint no mail host has an IPv6 address | publish: a.example.com. IN AAAA ADDRESS\n"));
}

TEST_CASE("the name above a domain, where its CNAME leads, is one's own to publish at") {
  FakeResolver dns;
  dns.cname("www.example.com", "example.com").address("example.com", "8.8.8.8");
  const MailRouting routing =
      look_up_mail_routing(dns, "www.example.com", ReverseNames::look_up, base::Deadline::never());
  const std::string mx = shown(judged(routing, dns));
  CHECK(mx.find("publish at the end of the CNAME: example.com. IN MX 10 example.com.\n") !=
        std::string::npos);
  CHECK(mx.ends_with(
      "hint no mail host has an IPv6 address | publish: example.com. IN AAAA ADDRESS\n"));
  CHECK(shown(judge_reverse_names(routing)) ==
        "warn 8.8.8.8 (www.example.com) has no reverse name | publish: 8.8.8.8.in-addr.arpa. IN "
        "PTR example.com.\n");
}

TEST_CASE("hosts without IPv4 are out of reach for most") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com").address("a.example.com", "2a00::8");
  dns.address("a.example.com", "2a00::9");
  CHECK(mx_row(dns) ==
        "warn no mail host has an IPv4 address: most senders cannot reach one over IPv6 alone | "
        "publish: a.example.com. IN A ADDRESS\n");
}

TEST_CASE("what the DNS does not tell is unknown, and no fault") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "dark.example.com");
  dns.fails("dark.example.com", dns::Type::a, dns::Status::timeout);
  CHECK(mx_row(dns) == "unknown A lookup for dark.example.com: no answer in time\n");
  FakeResolver broken;
  broken.fails("example.com", dns::Type::mx, dns::Status::server_failure);
  CHECK(routing_of(broken).rule == MailRule::unknown);
  CHECK(mx_row(broken) == "unknown MX lookup for example.com: server failure (SERVFAIL)\n");
}

TEST_CASE("a failed validation is the domain's own fault") {
  FakeResolver dns;
  MailRouting routing{.domain = "example.com"};
  routing.bogus = true;
  routing.trouble = "SERVFAIL";
  CHECK(shown(judged(routing, dns)) ==
        "fail DNSSEC validation fails: every sender that validates turns mail away | sign the "
        "zone again, or remove its DS record from the parent zone\n"
        "unknown SERVFAIL\n");
}

TEST_CASE("reverse names that are missing, wrong or another's are told apart") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com");
  for (const char* ip : {"8.8.8.1", "8.8.8.2", "8.8.8.3"}) dns.address("a.example.com", ip);
  dns.ptr("2.8.8.8.in-addr.arpa", "gone.example.net");
  dns.ptr("3.8.8.8.in-addr.arpa", "other.example.net").address("other.example.net", "8.8.8.3");
  CHECK(ptr_row(dns) ==
        "warn 8.8.8.1 (a.example.com) has no reverse name | publish: 1.8.8.8.in-addr.arpa. IN PTR "
        "a.example.com.\n"
        "warn the reverse name gone.example.net of 8.8.8.2 does not lead back to it | publish in "
        "its place: 2.8.8.8.in-addr.arpa. IN PTR a.example.com.\n"
        "hint the reverse name of 8.8.8.3 is other.example.net, not a.example.com | \n");
}

TEST_CASE("an address that nobody can connect to is replaced where it is the only one") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com").address("a.example.com", "10.0.0.1");
  CHECK(mx_row(dns) ==
        "fail address 10.0.0.1 of a.example.com is private (RFC 1918): nobody outside can connect "
        "to it | publish: a.example.com. IN A ADDRESS\nremove: a.example.com. IN A 10.0.0.1\n");
}

TEST_CASE("an address of others that nobody can connect to is theirs to correct") {
  FakeResolver dns;
  dns.mx("example.com", 10, "mx.example.net").address("mx.example.net", "10.0.0.1");
  CHECK(mx_row(dns) ==
        "fail address 10.0.0.1 of mx.example.net is private (RFC 1918): nobody outside can connect "
        "to it | have its owner correct: mx.example.net. IN A 10.0.0.1\n");
}

TEST_CASE("the address that a CNAME lacks is published where the CNAME leads") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com").cname("a.example.com", "b.example.com");
  dns.address("b.example.com", "8.8.8.8").address("b.example.com", "9.9.9.9");
  CHECK(mx_row(dns).ends_with(
      "hint no mail host has an IPv6 address | publish: b.example.com. IN AAAA ADDRESS\n"));
}

TEST_CASE("a reverse name is published where its CNAME leads (RFC 2317)") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com").address("a.example.com", "8.8.8.1");
  dns.cname("1.8.8.8.in-addr.arpa", "1.0-63.8.8.8.in-addr.arpa");
  CHECK(ptr_row(dns) ==
        "warn 8.8.8.1 (a.example.com) has no reverse name | publish at the end of the CNAME: "
        "1.0-63.8.8.8.in-addr.arpa. IN PTR a.example.com.\nor in place of the CNAME: "
        "1.8.8.8.in-addr.arpa. IN PTR a.example.com.\n");
}

TEST_CASE("the reverse name of another's mail host is asked of its owner") {
  FakeResolver dns;
  dns.mx("example.com", 10, "mx.other.example").address("mx.other.example", "8.8.8.1");
  CHECK(ptr_row(dns) ==
        "warn 8.8.8.1 (mx.other.example) has no reverse name | have its owner publish: "
        "1.8.8.8.in-addr.arpa. IN PTR mx.other.example.\n");
}

TEST_CASE("a reverse lookup that fails is unknown") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com").address("a.example.com", "8.8.8.1");
  dns.fails("1.8.8.8.in-addr.arpa", dns::Type::ptr, dns::Status::timeout);
  CHECK(ptr_row(dns) == "unknown PTR lookup for 1.8.8.8.in-addr.arpa: no answer in time\n");
}

TEST_CASE("a host's name cannot smuggle control characters") {
  FakeResolver dns = sound();
  dns.mx("example.com", 30, "\x1b[2J");
  CHECK(mx_row(dns).find('\x1b') == std::string::npos);
}

TEST_CASE("a mail host that is an alias of itself is told as a loop where a resolver only fails") {
  FakeResolver dns;
  dns.mx("example.com", 10, "a.example.com");
  dns::Record alias;
  alias.host = "a.example.com";
  dns.add("a.example.com", dns::Type::cname, alias);
  for (const auto type : {dns::Type::a, dns::Type::aaaa})
    dns.fails("a.example.com", type, dns::Status::server_failure);
  CHECK(mx_row(dns) ==
        "unknown AAAA lookup for a.example.com: CNAME loop (a.example.com -> a.example.com)\n");
}

TEST_CASE("of very many MX records the most preferred are looked at") {
  dns::FakeResolver dns;
  for (int i = 299; i >= 0; --i)
    dns.mx("example.com", static_cast<std::uint16_t>(i), fmt::format("mx{:03}.example.com", i));
  const MailRouting routing =
      look_up_mail_routing(dns, "example.com", ReverseNames::skip, base::Deadline::never());
  CHECK(routing.hosts.size() == 250);
  CHECK(routing.hosts.front().name == "mx000.example.com");
  CHECK(routing.passed_over == 50);
  CHECK(show(judged(routing, dns).findings)
            .find("hint: 50 more hosts, the least preferred, are not looked at\n") !=
        std::string::npos);
}

TEST_CASE("an address that is told twice is one") {
  dns::FakeResolver dns;
  dns.mx("example.com", 10, "mx.example.com");
  dns.address("mx.example.com", "8.8.8.8").address("mx.example.com", "8.8.8.8");
  const MailRouting routing =
      look_up_mail_routing(dns, "example.com", ReverseNames::skip, base::Deadline::never());
  CHECK(routing.hosts.front().addresses.size() == 1);
}
