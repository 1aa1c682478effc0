#include "policy/dane_verdict.h"

#include "dns/fake_resolver.h"
#include "net/certificates.h"

using namespace policy;

namespace {

constexpr std::uint16_t kPort = 25;
const std::string kHost = "mx.example.com";
const std::string kAt = "_25._tcp.mx.example.com";

std::string bytes_of(const TlsaRecord& record) {
  return {std::string{char(record.usage), char(record.selector), char(record.matching)} +
          record.data};
}

test::Wish named(const std::string& names) {
  test::Wish wish;
  wish.names = names;
  return wish;
}

test::Wish expired(const std::string& names) {
  test::Wish wish = named(names);
  wish.from_days = -90;
  wish.to_days = -10;
  return wish;
}

struct Served {
  std::vector<net::PeerCertificate> chain;
  std::vector<DaneCertificate> der;

  explicit Served(const test::Wish& wish = {}, const test::Issued& root = test::authority("Root")) {
    const test::Issued own = test::issue(wish, &root);
    for (const auto* one : {&own, &root})
      chain.push_back(net::describe_certificate(*one->certificate));
    der = net::read_certificates(own.pem() + root.pem()).value();
  }
  TlsaRecord end_entity() const { return tlsa_for(der[0]); }
  TlsaRecord issuer() const { return tlsa_for(der[1], 2); }
};

// The error's text, or "accepted".
std::string accepted(dns::FakeResolver& dns, const Served& served) {
  net::TlsFacts facts;
  facts.chain = served.chain;
  const auto done = accept_by_dane(dns, kHost, kPort, facts, base::Deadline::never());
  return done ? "accepted" : done.error().text;
}

}  // namespace

TEST_CASE("a certificate is accepted by the record for its key or for its issuer's") {
  const Served served;
  for (const TlsaRecord& record : {served.end_entity(), served.issuer()}) {
    dns::FakeResolver dns;
    dns.address(kHost, "192.0.2.1").authentic(kHost);
    dns.tlsa(kAt, bytes_of(record)).authentic(kAt);
    CHECK(accepted(dns, served) == "accepted");
  }
}

TEST_CASE("an issuer's certificate that only the record holds counts, and is told to be missing") {
  const Served served, other;
  const auto judge = [&](const Served& of, std::uint8_t selector, std::uint8_t matching) {
    return judge_dane({tlsa_for(of.der[1], 2, selector, matching)}, {served.chain.front()},
                      {kHost});
  };
  const DaneVerdict verdict = judge(served, 0, 0);
  CHECK(verdict.holds);
  CHECK(verdict.text.substr(verdict.text.find("...")) ==
        "... is an issuer of the server's, which the server does not send: not every sender takes "
        "it from the record");
  CHECK_FALSE(judge(other, 0, 0).holds);
  CHECK_FALSE(judge(served, 0, 1).holds);
  CHECK_FALSE(judge(served, 1, 0).holds);
}

TEST_CASE("a record of bytes that are no certificate is none of an issuer") {
  const Served served;
  CHECK_FALSE(judge_dane({{2, 0, 0, "hello"}}, {served.chain.front()}, {kHost}).holds);
}

TEST_CASE("neither name nor date of the certificate matters to a record for its own key") {
  const Served served(expired("DNS:other.example"));
  CHECK(judge_dane({served.end_entity()}, served.chain, {kHost}).holds);
}

TEST_CASE("under a record for the issuer the name and the dates of the certificate must be right") {
  const Served elsewhere(named("DNS:other.example"));
  const DaneVerdict verdict = judge_dane({elsewhere.issuer()}, elsewhere.chain, {kHost});
  CHECK_FALSE(verdict.holds);
  CHECK(verdict.text.substr(0, 6) == "2 1 1 ");
  CHECK(
      verdict.text.substr(24) ==
      "... fits, but the certificate is for other.example, not for mx.example.com: connect by one "
      "of its names, or have it reissued");
  const Served late(expired("DNS:mx.example.com"));
  CHECK(judge_dane({late.issuer()}, late.chain, {kHost}).text.find("expired 10 days ago") !=
        std::string::npos);
}

TEST_CASE("one record that fits among others is enough, and which one it was is told") {
  const Served served, other;
  const DaneVerdict verdict =
      judge_dane({other.end_entity(), served.issuer()}, served.chain, {kHost});
  CHECK(verdict.holds);
  CHECK(verdict.record == 1);
  CHECK(verdict.text.ends_with("... is an issuer of the server's"));
}

TEST_CASE("the records of a signed alias stand at its end, and only there when it has some") {
  const Served served, other;
  dns::FakeResolver dns;
  dns.cname(kHost, "real.example.net").address("real.example.net", "192.0.2.1").authentic(kHost);
  dns.tlsa("_25._tcp.real.example.net", bytes_of(served.end_entity()));
  dns.tlsa(kAt, bytes_of(other.end_entity()));
  dns.authentic(kAt).authentic("_25._tcp.real.example.net");
  CHECK(find_tlsa(dns, {{kHost, kPort}}, base::Deadline::never()).front().base ==
        "real.example.net");
  CHECK(accepted(dns, served) == "accepted");
}

TEST_CASE("an alias without records at its end falls back to the host's own") {
  const Served served;
  dns::FakeResolver dns;
  dns.cname(kHost, "real.example.net").address("real.example.net", "192.0.2.1").authentic(kHost);
  dns.tlsa(kAt, bytes_of(served.end_entity())).authentic(kAt);
  CHECK(find_tlsa(dns, {{kHost, kPort}}, base::Deadline::never()).front().base == kHost);
  CHECK(accepted(dns, served) == "accepted");
}

TEST_CASE("an alias whose records the DNS does not tell falls back to nothing") {
  dns::FakeResolver dns;
  dns.cname(kHost, "real.example.net").address("real.example.net", "192.0.2.1").authentic(kHost);
  dns.fails("_25._tcp.real.example.net", dns::Type::tlsa, dns::Status::server_failure);
  const TlsaFound found = find_tlsa(dns, {{kHost, kPort}}, base::Deadline::never()).front();
  CHECK(found.base == "real.example.net");
  CHECK(found.answer.status == dns::Status::server_failure);
}

TEST_CASE("records do not count when they, or the addresses, are not signed") {
  const Served served;
  const std::string unsigned_text = "the TLSA records at " + kAt +
                                    " do not count: the DNS server did not validate them by DNSSEC";
  dns::FakeResolver way;
  way.address(kHost, "192.0.2.1").tlsa(kAt, bytes_of(served.end_entity())).authentic(kAt);
  CHECK(accepted(way, served) == unsigned_text);
  dns::FakeResolver records;
  records.address(kHost, "192.0.2.1").authentic(kHost).tlsa(kAt, bytes_of(served.end_entity()));
  CHECK(accepted(records, served) == unsigned_text);
}

TEST_CASE("no record, none of use, and none that fits are told apart") {
  const Served served;
  const auto with = [&](const std::vector<TlsaRecord>& records) {
    dns::FakeResolver dns;
    dns.address(kHost, "192.0.2.1").authentic(kHost).authentic(kAt);
    for (const TlsaRecord& record : records) dns.tlsa(kAt, bytes_of(record));
    return accepted(dns, served);
  };
  CHECK(with({}) == "there is no TLSA record at " + kAt);
  CHECK(with({tlsa_for(served.der[0], 1)}) ==
        "the TLSA records at " + kAt + " do not count: none can be used");
  CHECK(with({Served().end_entity()}) ==
        kAt + ": no TLSA record fits the certificate that the server shows; what would: " +
            show(served.end_entity()));
}

TEST_CASE("a DNS that does not tell is no verdict on the certificate") {
  dns::FakeResolver dns;
  dns.address(kHost, "192.0.2.1").authentic(kHost);
  dns.fails(kAt, dns::Type::tlsa, dns::Status::timeout);
  const auto done = accept_by_dane(dns, kHost, kPort, {}, base::Deadline::never());
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == base::ErrorKind::timeout);
}
