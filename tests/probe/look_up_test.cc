#include <doctest/doctest.h>

#include "dns/fake_resolver.h"
#include "probe/probe.h"

using probe::TargetResult;

namespace {

struct Fixture {
  dns::FakeResolver dns;
  probe::Wish wish;
  std::vector<std::string> fetched;

  TargetResult look(const std::string& text, bool submission = false) {
    const policy::Fetch fetch = [this](const std::string& host, const std::string&,
                                       base::Deadline) -> base::Result<net::HttpAnswer> {
      fetched.push_back(host);
      net::HttpAnswer answer;
      answer.status = 200;
      answer.body = "version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 604800\n";
      return answer;
    };
    const auto target = probe::parse_target(text, submission).value();
    return probe::look_up(target, wish, dns, fetch, base::Deadline::never());
  }
};

std::string places(const TargetResult& result) {
  std::string text;
  for (const probe::HostResult& host : result.hosts) {
    const probe::Place& place = host.facts.place;
    text += place.shown + (place.tls_first ? " tls" : "") + (place.lmtp ? " lmtp" : "");
    for (const probe::AddressResult& address : host.addresses) text += ' ' + address.facts.shown;
    text += '\n';
  }
  return text;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a host is taken as it is written") {
  CHECK(places(look("127.0.0.1")) == "127.0.0.1:25 127.0.0.1\n");
  CHECK(places(look("[::1]:587")) == "[::1]:587 ::1\n");
  CHECK(places(look("127.0.0.1:465")) == "127.0.0.1:465 tls 127.0.0.1\n");
  CHECK(places(look("smtp://127.0.0.1:465")) == "127.0.0.1:465 127.0.0.1\n");
  CHECK(places(look("smtps://127.0.0.1")) == "127.0.0.1:465 tls 127.0.0.1\n");
  CHECK(places(look("lmtp://127.0.0.1")) == "127.0.0.1:24 lmtp 127.0.0.1\n");
  CHECK(places(look("unix:/run/lmtp")) == "unix:/run/lmtp unix:/run/lmtp\n");
}

TEST_CASE_FIXTURE(Fixture, "a domain is its mail hosts by preference, with every address") {
  dns.mx("example.com", 20, "b.example.com").mx("example.com", 10, "a.example.com");
  dns.address("a.example.com", "192.0.2.1").address("a.example.com", "2001:db8::1");
  dns.address("b.example.com", "192.0.2.2");
  CHECK(places(look("example.com")) ==
        "a.example.com:25 2001:db8::1 192.0.2.1\nb.example.com:25 192.0.2.2\n");
}

TEST_CASE_FIXTURE(Fixture, "the policy of MTA-STS is fetched once for hosts and publications") {
  dns.mx("example.com", 10, "a.example.com").address("a.example.com", "192.0.2.1");
  dns.txt("_mta-sts.example.com", "v=STSv1; id=1;");
  wish.topics = {policy::Topic::mta_sts};
  const TargetResult result = look("example.com");
  CHECK(result.domain->sts.policy->mode == policy::StsMode::enforce);
  CHECK(result.domain->report.rows.size() == 1);
  CHECK(fetched == std::vector<std::string>{"mta-sts.example.com"});
}

TEST_CASE_FIXTURE(Fixture, "TLSA records are asked for at the port that is used") {
  dns.address("a.example.com", "192.0.2.1").authentic("a.example.com");
  dns.tlsa("_587._tcp.a.example.com", std::string("\3\1\1", 3) + std::string(32, 'x'));
  dns.authentic("_587._tcp.a.example.com");
  const TargetResult result = look("a.example.com:587");
  const probe::TlsaFacts& tlsa = result.hosts.front().facts.tlsa;
  CHECK(tlsa.records.size() == 1);
  CHECK(tlsa.address_authentic);
}

TEST_CASE_FIXTURE(Fixture, "submission is what the SRV records name") {
  dns::Record record;
  record.port = 465;
  record.host = "smtp.example.com";
  dns.add("_submissions._tcp.example.com", dns::Type::srv, record);
  dns.address("smtp.example.com", "192.0.2.1");
  CHECK(places(look("example.com", true)) == "smtp.example.com:465 tls 192.0.2.1\n");
}

TEST_CASE_FIXTURE(Fixture, "a domain without servers for submission says so") {
  const TargetResult result = look("example.com", true);
  CHECK(result.trouble->text ==
        "example.com names no server for submission (SRV _submissions._tcp, _submission._tcp)");
}

TEST_CASE_FIXTURE(Fixture, "a host that does not exist has no address, and a reason") {
  const TargetResult result = look("nowhere.example:25");
  CHECK(result.hosts.front().facts.trouble->kind == base::ErrorKind::no_host);
  CHECK(result.hosts.front().addresses.empty());
}
