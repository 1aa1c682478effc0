#include <doctest/doctest.h>

#include <algorithm>

#include "net/tls_der.h"
#include "probe/scenes.h"

using test::authority;
using test::issue;
using test::Issued;
using test::Probed;

namespace {

test::Wish with(long from_days, long to_days) {
  test::Wish wish;
  wish.from_days = from_days;
  wish.to_days = to_days;
  return wish;
}

// TLSA records that DNSSEC has validated.
void publish(Probed& probed, const std::vector<policy::TlsaRecord>& records) {
  probe::TlsaFacts& tlsa = probed.host().facts.tlsa;
  tlsa.name = "_25._tcp.mx.example.com";
  tlsa.answer.status = dns::Status::data;
  tlsa.answer.authentic = tlsa.address_authentic = true;
  tlsa.records = records;
}

policy::TlsaRecord record_of(const Probed& probed, std::uint8_t usage = 3) {
  const auto& chain = probed.result.hosts.front().addresses.front().facts.tls->chain;
  return policy::tlsa_for(net::read_certificates(chain.front().pem).value().front(), usage);
}

}  // namespace

TEST_CASE("an expired certificate is told with what to do") {
  Probed probed;
  probed.shows_certificate(with(-100, -3));
  CHECK(
      probed.finding("certificate-expired").starts_with("fail: certificate expired 3 days ago ("));
  CHECK(probed.finding("certificate-trusted") == "");
}

TEST_CASE("days that are left warn first and fail later") {
  Probed fine, soon, late;
  CHECK(fine.finding("certificate-expires").starts_with("pass: 90 days left"));
  soon.shows_certificate(with(-10, 13));
  CHECK(soon.finding("certificate-expires").starts_with("warn: 13 days left"));
  late.shows_certificate(with(-10, 2));
  CHECK(late.finding("certificate-expires").starts_with("fail: 2 days left"));
}

TEST_CASE(
    "a certificate that signs itself, a missing issuer and one from tomorrow have a name each") {
  Probed self, missing, early;
  const Issued own = issue({});
  self.shows({&own});
  CHECK(self.finding("certificate-self-signed") == "fail: certificate is self-signed");
  const Issued middle = authority("Middle", &missing.root());
  const Issued leaf = issue({}, &middle);
  missing.shows({&leaf});
  CHECK(missing.finding("certificate-chain") ==
        "fail: issuer unknown: CN=Middle is neither trusted here nor sent by the server");
  early.shows_certificate(with(5, 90));
  CHECK(early.finding("certificate-not-yet-valid").starts_with("fail: certificate is not valid"));
}

TEST_CASE("a root that is sent is a hint, one that is not trusted a failure") {
  Probed known, unknown;
  const Issued leaf = issue({}, &known.root());
  known.shows({&leaf, &known.root()});
  CHECK(known.alarms() == "certificate-root-sent hint\n");
  const Issued other = authority("Other Root"), strange = issue({}, &other);
  unknown.shows({&strange, &other});
  CHECK(unknown.finding("certificate-root") ==
        "fail: issuer unknown: the root CN=Other Root is not trusted here");
}

TEST_CASE("a certificate for another name is told with its names") {
  Probed probed;
  test::Wish wish;
  wish.names = "DNS:www.example.com";
  probed.shows_certificate(wish);
  CHECK(probed.finding("certificate-name") ==
        "fail: the certificate is for www.example.com, not for mx.example.com");
}

TEST_CASE("a chain out of order is told") {
  Probed probed;
  const Issued middle = authority("Middle", &probed.root());
  const Issued leaf = issue({}, &middle), stray = authority("Elsewhere", &probed.root());
  probed.shows({&leaf, &stray, &middle});
  CHECK(probed.finding("certificate-order") ==
        "warn: certificate 1 of 3 is not signed by the one sent behind it");
}

TEST_CASE("a short key fails") {
  Probed probed;
  test::Wish wish;
  wish.rsa_bits = 1024;
  probed.shows_certificate(wish);
  CHECK(probed.finding("certificate-key") == "fail: the key is RSA 1024 bits");
}

TEST_CASE("a pin may be the certificate's or its key's") {
  Probed good, bad;
  good.wish.pins = {good.facts().tls->chain.front().spki_sha256};
  CHECK(good.finding("certificate-pin").starts_with("pass: "));
  bad.wish.pins = {std::string(64, 'a')};
  CHECK(bad.finding("certificate-pin").ends_with(" is none that was pinned"));
}

// ---- DANE

TEST_CASE("a stapled answer is judged, and missed only where the certificate demands it") {
  const auto found = [](const char* ocsp, bool must_staple) {
    Probed probed;
    probed.facts().tls->ocsp = ocsp;
    probed.facts().tls->chain.front().must_staple = must_staple;
    return probed.finding("certificate-staple");
  };
  CHECK(found("good", false) == "pass: good");
  CHECK(found("revoked", false) == "fail: the issuer has revoked the certificate");
  CHECK(found("out of date", false) == "warn: the stapled OCSP answer is: out of date");
  CHECK(found("", false) == "");
  CHECK(found("", true) ==
        "fail: the certificate demands an OCSP staple (must-staple), and none is sent");
}

TEST_CASE("a record that matches passes, and asks for the next one") {
  Probed probed;
  publish(probed, {record_of(probed)});
  CHECK(probed.finding("dane-match").starts_with("pass: 3 1 1 "));
  CHECK(probed.finding("dane-rollover").starts_with("hint: one record alone"));
}

TEST_CASE("a record for another key fails, and the one to publish is told") {
  Probed probed;
  publish(probed, {{3, 1, 1, std::string(32, 'x')}});
  CHECK(probed.finding("dane-match").starts_with("fail: the certificate matches none of the TLSA"));
  const auto& findings = probed.host().addresses.front().findings;
  const auto match = std::ranges::find(findings, std::string_view("dane-match"),
                                       [](const probe::Finding& each) { return each.check->id; });
  CHECK(match->fix.starts_with("publish: _25._tcp.mx.example.com. IN TLSA 3 1 1 "));
}

TEST_CASE("the key of a certificate that is not the host's is not to be published unseen") {
  const auto way = [](const test::Wish& wish, bool self_signed) {
    Probed probed;
    const auto own = test::authority("Somebody");
    if (self_signed)
      probed.shows({&own});
    else
      probed.shows_certificate(wish);
    publish(probed, {{3, 1, 1, std::string(32, 'x')}});
    const std::string fix = probed.fix("dane-match");
    return fix.substr(0, fix.find("IN TLSA"));
  };
  test::Wish old;
  old.names = "DNS:old.example.com";
  CHECK(way(old, false) ==
        "give the server the right certificate (the certificate is for old.example.com, not for "
        "mx.example.com); if this key is yours, publish: _25._tcp.mx.example.com. ");
  CHECK(way({}, true).starts_with("give the server the right certificate ("));
  test::Wish expired = with(-100, -3);
  // By DANE the dates and the issuer of a key that is named itself do not count.
  CHECK(way(expired, false) == "if this key is yours, publish: _25._tcp.mx.example.com. ");
}

TEST_CASE("in a domain the name of a host is not to be chosen") {
  Probed probed;
  probed.result.domain.emplace();
  test::Wish wish;
  wish.names = "DNS:old.example.com";
  probed.shows_certificate(wish);
  CHECK(probed.fix("certificate-name") ==
        "let the server show a certificate for mx.example.com, or have it reissued");
}

TEST_CASE("a record for an issuer that has not signed the certificate fails") {
  Probed probed;
  const auto other = test::authority("Other Root");
  probed.facts().tls->chain.push_back(net::describe_certificate(*other.certificate));
  const std::string pem = probed.facts().tls->chain.back().pem;
  publish(probed, {policy::tlsa_for(net::read_certificates(pem).value().front(), 2)});
  CHECK(probed.finding("dane-match").starts_with("fail: 2 1 1 "));
  CHECK(probed.finding("dane-match").find("... fits, but ") != std::string::npos);
  CHECK(probed.finding("dane-name").empty());
}

TEST_CASE("the record of the issuer needs none beside it") {
  Probed probed;
  probed.facts().tls->chain.push_back(net::describe_certificate(*probed.root().certificate));
  const std::string pem = probed.facts().tls->chain.back().pem;
  publish(probed, {policy::tlsa_for(net::read_certificates(pem).value().front(), 2)});
  CHECK(probed.finding("dane-rollover") ==
        "pass: the record is the issuer's: the server's key may change as it likes");
}

TEST_CASE("with the next key beside it nothing is to be done") {
  Probed probed;
  publish(probed, {record_of(probed), {3, 1, 1, std::string(32, 'x')}});
  CHECK(probed.finding("dane-rollover") ==
        "pass: 3 1 1 7878787878787878 is for another key: the next one, or one to take out");
}

TEST_CASE("with DANE-EE the faults of an expired certificate for another name are hints") {
  Probed probed;
  test::Wish wish = with(-100, -3);
  wish.names = "DNS:www.example.com";
  probed.shows_certificate(wish);
  publish(probed, {record_of(probed)});
  CHECK(probed.finding("certificate-expired").starts_with("hint: "));
  CHECK(probed.finding("certificate-name").starts_with("hint: "));
}

TEST_CASE("records that DNSSEC does not vouch for are passed over by senders") {
  Probed probed;
  publish(probed, {{3, 1, 1, std::string(32, 'x')}});
  probed.host().facts.tlsa.answer.authentic = false;
  CHECK(probed.finding("dane-match").starts_with("warn: "));
  CHECK(probed.finding("dane-secure") ==
        "warn: _25._tcp.mx.example.com is not validated by DNSSEC: senders pass over it");
}

// ---- MTA-STS

TEST_CASE("a policy in force makes its faults failures, one in testing warnings") {
  Probed enforced, tested;
  for (Probed* probed : {&enforced, &tested}) {
    probed->result.domain.emplace();
    probed->result.domain->sts.published = true;
    auto& policy = probed->result.domain->sts.policy.emplace();
    policy.mode = probed == &enforced ? policy::StsMode::enforce : policy::StsMode::testing;
    policy.mx = {"other.example.com"};
  }
  CHECK(enforced.finding("mta-sts-covers") ==
        "fail: the policy (enforce) does not name mx.example.com");
  CHECK(tested.finding("mta-sts-covers").starts_with("warn: "));
  CHECK(tested.finding("mta-sts-certificate") ==
        "pass: the certificate is trusted and names the host");
}
