#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dns/fake_resolver.h"
#include "policy/dnsbl.h"
#include "policy/domain_report.h"
#include "policy/finding_text.h"
#include "policy/published_rows.h"
#include "policy/sender_rows.h"
#include "policy/srv_row.h"
#include "policy/tls_rows.h"
#include "policy/zone_rows.h"

using namespace policy;
using dns::FakeResolver;
using dns::Status;
using dns::Type;
using namespace std::string_literals;

namespace {

const std::string kDomain = "example.com";
const auto kNever = base::Deadline::never();
constexpr std::time_t kNow = 1795392000;  // 2026-11-23 00:00:00 UTC

// "SUMMARY\n", findings, "unknown: ...\n".
std::string shown(const Row& row) {
  std::string text = row.summary + "\n" + show(row.findings);
  for (const std::string& trouble : row.trouble) text += "unknown: " + trouble + "\n";
  return text;
}

MailRouting routing_of(FakeResolver& dns) {
  return look_up_mail_routing(dns, kDomain, ReverseNames::skip, kNever);
}

FakeResolver with_host() {
  FakeResolver dns;
  dns.mx(kDomain, 10, "mx.example.com").address("mx.example.com", "8.8.8.8");
  return dns;
}

dns::Record with_data(std::string data) {
  dns::Record record;
  record.data = std::move(data);
  return record;
}

dns::Record srv(std::uint16_t port, std::string host) {
  dns::Record record;
  record.port = port;
  record.host = std::move(host);
  return record;
}

std::string dmarc_of(FakeResolver& dns) {
  return shown(dmarc_row(dns, discover_dmarc(dns, kDomain, MailRule::mx, kNever), {}, kNever));
}

// The row of a domain that publishes MTA-STS, and whose policy's server answers this.
std::string sts_of(base::Result<net::HttpAnswer> answer) {
  FakeResolver dns = with_host();
  dns.txt("_mta-sts.example.com", "v=STSv1; id=1;");
  const Fetch fetch = [&](const std::string& host, const std::string& path, base::Deadline) {
    CHECK(host + path == "mta-sts.example.com/.well-known/mta-sts.txt");
    return answer;
  };
  return shown(mta_sts_row(dns, routing_of(dns), fetch, kNow, kNever));
}

const Fetch kNoFetch = [](const std::string&, const std::string&, base::Deadline) {
  return base::Result<net::HttpAnswer>(base::fail(base::ErrorKind::connect, "not asked for"));
};

const std::string kPolicy = "version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 604800\n";
const std::string kTlsa = "\3\1\1"s + std::string(32, 'x');

}  // namespace

// ---- SPF, DKIM, DMARC

TEST_CASE("an SPF record is shown with its lookups") {
  FakeResolver dns = with_host();
  dns.txt(kDomain, "v=spf1 mx -all");
  CHECK(shown(spf_row(dns, kDomain, {MailRule::mx}, kNever)) ==
        "v=spf1 mx -all (1 of 10 lookups)\n");
}

TEST_CASE("a caret shows where an SPF record is wrong") {
  FakeResolver dns;
  dns.txt(kDomain, "v=spf1 mail -all");
  CHECK(spf_row(dns, kDomain, {MailRule::mx}, kNever).details ==
        std::vector<std::string>{"example.com: v=spf1 mail -all", "v=spf1 mail -all", "       ^"});
}

TEST_CASE("an SPF record that the DNS does not tell is unknown, not missing") {
  FakeResolver dns;
  dns.fails(kDomain, Type::txt, Status::timeout);
  CHECK(shown(spf_row(dns, kDomain, {MailRule::mx}, kNever)) ==
        "not known\nunknown: TXT lookup for example.com: no answer in time\n");
}

TEST_CASE("no DKIM key in common use is a hint, a missing one that was named a fault") {
  FakeResolver dns;
  CHECK(shown(dkim_row(dns, kDomain, {}, kNever)) ==
        "no key found\nhint: no key under a selector in common use; a signed mail names its own "
        "in s= => look again with --selector NAME\n");
  CHECK(shown(dkim_row(dns, kDomain, {"s1"}, kNever)) ==
        "no key found\n"
        "fail: there is no key at s1._domainkey.example.com => publish: s1._domainkey.example.com. "
        "IN TXT \"v=DKIM1; k=rsa; p=KEY\"\n");
}

TEST_CASE("a wildcard that answers for every selector is no key") {
  FakeResolver dns;
  dns.txt("default._domainkey.example.com", "hello");
  CHECK(dkim_row(dns, kDomain, {}, kNever).findings.at(0).level == Level::hint);
  CHECK(dkim_row(dns, kDomain, {"default"}, kNever).findings.at(0).level == Level::fail);
}

TEST_CASE("a revoked key in common use is no key that is used") {
  FakeResolver dns;
  dns.txt("s1._domainkey.example.com", "v=DKIM1; p=");
  CHECK(
      shown(dkim_row(dns, kDomain, {}, kNever)) ==
      "s1: revoked\nhint: no key that is not revoked under a selector in common use; a signed mail "
      "names its own in s= => look again with --selector NAME\n");
}

TEST_CASE("a DKIM key that is revoked or not told is said to be") {
  FakeResolver dns;
  dns.txt("s1._domainkey.example.com", "v=DKIM1; p=");
  dns.fails("s2._domainkey.example.com", Type::txt, Status::timeout);
  const Row row = dkim_row(dns, kDomain, {"s1", "s2"}, kNever);
  CHECK(row.summary == "s1: revoked");
  CHECK(row.trouble ==
        std::vector<std::string>{"TXT lookup for s2._domainkey.example.com: no answer in time"});
}

TEST_CASE("a DMARC record is shown, and whose it is") {
  FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject");
  const auto dmarc = discover_dmarc(dns, "a.example.com", MailRule::mx, kNever);
  CHECK(dmarc_row(dns, dmarc, {}, kNever).summary ==
        "v=DMARC1; p=reject (of example.com); what holds here: reject (p=)");
  dns.fails("_dmarc.example.com", Type::txt, Status::timeout);
}

TEST_CASE("what holds for the domain is told where the record alone does not") {
  FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=none; t=y");
  const auto summary = [&](const char* domain) {
    return dmarc_row(dns, discover_dmarc(dns, domain, MailRule::mx, kNever), {}, kNever).summary;
  };
  CHECK(summary("example.com") ==
        "v=DMARC1; p=reject; sp=none; t=y; what holds here: quarantine (p=, t=y)");
  CHECK(summary("a.example.com") ==
        "v=DMARC1; p=reject; sp=none; t=y (of example.com); what holds here: none (sp=, t=y)");
}

TEST_CASE("only ten addresses for reports are asked about") {
  FakeResolver dns;
  std::string uris = "mailto:a@example.com";
  for (int i = 0; i < 1500; ++i) uris += ",mailto:a@h" + std::to_string(i) + ".example";
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=" + uris);
  CHECK(dmarc_of(dns).ends_with(
      "hint: 1,491 more addresses for reports are not looked at => name 10 at most\n"));
  CHECK(dns.asked.size() < 100);
}

TEST_CASE("DMARC reports need the consent of whoever gets them") {
  FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:a@other.example");
  CHECK(dmarc_of(dns).find("gets no reports: other.example does not say that it takes them") !=
        std::string::npos);
  dns.txt("example.com._report._dmarc.other.example", "v=DMARC1");
  CHECK(dmarc_of(dns).find("gets no reports") == std::string::npos);
}

TEST_CASE("a policy that no mail of the domain can pass is a warning, unless it sends none") {
  FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com");
  const auto row = [&] {
    const DomainWish wish{.topics = {Topic::spf, Topic::dkim, Topic::dmarc}};
    return look_at_domain(dns, kDomain, wish, kNoFetch, kNever).rows.back();
  };
  dns.txt(kDomain, "hello");
  CHECK(show(row().findings) ==
        "warn: neither SPF nor a DKIM key that is found lets mail of example.com pass, and the "
        "policy is reject => follow the rows spf and dkim\n");
  dns.txt(kDomain, "v=spf1 -all");
  CHECK(row().findings.empty());
  CHECK(row().details.back() ==
        "DKIM aligns when d= is example.com or another name below it (adkim=r); no key is found "
        "there");
}

TEST_CASE("a DMARC record that the DNS does not tell is unknown") {
  FakeResolver dns;
  dns.fails("_dmarc.example.com", Type::txt, Status::timeout);
  CHECK(dmarc_of(dns) ==
        "not known\nunknown: TXT lookup for _dmarc.example.com: no answer in time\n");
}

TEST_CASE("a domain with a null MX is told to forbid all mail in its name, whatever is asked for") {
  FakeResolver dns;
  dns.mx(kDomain, 0, "");
  for (const std::vector<Topic>& topics :
       {std::vector{Topic::spf, Topic::dmarc}, std::vector{Topic::mx, Topic::spf, Topic::dmarc}}) {
    const auto report = look_at_domain(dns, kDomain, {.topics = topics}, kNoFetch, kNever);
    CHECK(show(report.rows.at(topics.size() - 2).findings) ==
          "fail: example.com publishes no SPF record => publish: example.com. IN TXT \"v=spf1 "
          "-all\"\n");
    CHECK(show(report.rows.back().findings) ==
          "fail: neither example.com nor a domain above it publishes DMARC => publish: "
          "_dmarc.example.com. IN TXT \"v=DMARC1; p=reject\"\n");
  }
}

TEST_CASE("TLS reports that nobody gets are a hint, two records a fault") {
  FakeResolver dns;
  CHECK(shown(tls_rpt_row(dns, kDomain, MailRule::mx, kNever)) ==
        "not published\nhint: not published: nobody tells when TLS to the mail hosts fails => "
        "publish: _smtp._tls.example.com. IN TXT \"v=TLSRPTv1; "
        "rua=mailto:postmaster@example.com\"\n");
  dns.txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:a@example.com");
  CHECK(shown(tls_rpt_row(dns, kDomain, MailRule::mx, kNever)) ==
        "v=TLSRPTv1; rua=mailto:a@example.com\n");
  dns.txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:b@example.com");
  CHECK(shown(tls_rpt_row(dns, kDomain, MailRule::mx, kNever)) ==
        "not published\nfail: _smtp._tls.example.com has 2 records of this kind, so none counts => "
        "remove all but one\n");
}

TEST_CASE("where no mail host is, none has TLS that could fail") {
  FakeResolver dns;
  dns.mx(kDomain, 0, "");
  CHECK(shown(tls_rpt_row(dns, kDomain, MailRule::null_mx, kNever)) == "not published\n");
  CHECK(shown(dnsbl_row(dns, routing_of(dns), {}, kNever)) == "no mail host has an address\n");
}

TEST_CASE("mail hosts that the DNS does not tell are not said to be in order") {
  FakeResolver dns;
  dns.fails(kDomain, Type::mx, Status::timeout);
  const std::string trouble =
      "unknown: the mail hosts are not known: MX lookup for example.com: no answer in time\n";
  CHECK(shown(dane_row(dns, routing_of(dns), kNever)) == "not known\n" + trouble);
  CHECK(shown(dnsbl_row(dns, routing_of(dns), {}, kNever)) == "not known\n" + trouble);
}

TEST_CASE("a logo is nobody's duty, and needs a DMARC policy that takes hold") {
  FakeResolver dns;
  const auto row = [&] {
    return bimi_row(dns, kDomain, discover_dmarc(dns, kDomain, MailRule::mx, kNever), kNoFetch,
                    kNever);
  };
  CHECK(shown(row()) == "not published\n");
  dns.txt("default._bimi.example.com", "v=BIMI1; l=https://example.com/l.svg");
  CHECK(row().verdict() >= Verdict::warn);
}

TEST_CASE("a logo whose DMARC record the DNS does not tell is not said to be without one") {
  FakeResolver dns;
  dns.txt("default._bimi.example.com", "v=BIMI1; l=https://example.com/l.svg; a=https://x.example");
  dns.fails("_dmarc.example.com", Type::txt, Status::server_failure);
  const auto dmarc = discover_dmarc(dns, kDomain, MailRule::mx, kNever);
  const std::string told = shown(bimi_row(dns, kDomain, dmarc, kNoFetch, kNever));
  CHECK(told.find("without a DMARC record") == std::string::npos);
  CHECK(told.ends_with("unknown: TXT lookup for _dmarc.example.com: server failure (SERVFAIL)\n"));
}

TEST_CASE("records that are nearly ones are faults of their rows") {
  FakeResolver dns = with_host();
  dns.txt("_mta-sts.example.com", "id=1; v=STSv1;");
  CHECK(shown(mta_sts_row(dns, routing_of(dns), kNoFetch, kNow, kNever)) ==
        "not published\n"
        "fail: \"id=1; v=STSv1;\" at _mta-sts.example.com is no MTA-STS record: v=STSv1 must stand "
        "first => publish in its place: _mta-sts.example.com. IN TXT \"v=STSv1; id=1\"\n");
  dns.txt("_smtp._tls.example.com", "v=TLSRPT1; rua=mailto:a@example.com");
  CHECK(tls_rpt_row(dns, kDomain, MailRule::mx, kNever).verdict() == Verdict::fail);
  dns.txt("default._bimi.example.com", "v=BIMI2; l=https://example.com/l.svg");
  CHECK(bimi_row(dns, kDomain, {}, kNoFetch, kNever).verdict() == Verdict::fail);
}

// ---- MTA-STS, DANE

TEST_CASE("a policy that names every mail host is sound") {
  CHECK(sts_of(net::HttpAnswer{200, "text/plain", "", kPolicy}) == "enforce, 604800 s\n");
}

TEST_CASE("without MTA-STS the whole policy to publish is shown") {
  FakeResolver dns = with_host();
  CHECK(shown(mta_sts_row(dns, routing_of(dns), kNoFetch, kNow, kNever)) ==
        "not published\n"
        "hint: not published: whoever is on the way can make senders give up TLS => publish: "
        "_mta-sts.example.com. IN TXT \"v=STSv1; id=20261123000000;\"\n"
        "serve at https://mta-sts.example.com/.well-known/mta-sts.txt:\n"
        "version: STSv1\n"
        "mode: testing\n"
        "mx: mx.example.com\n"
        "max_age: 604800\n");
}

TEST_CASE("a policy to publish names each host that can be reached, once") {
  FakeResolver dns = with_host();
  dns.mx(kDomain, 20, "mx.example.com").mx(kDomain, 30, "localhost").mx(kDomain, 40, "192.0.2.1");
  CHECK(mta_sts_row(dns, routing_of(dns), kNoFetch, kNow, kNever)
            .findings.at(0)
            .fix.ends_with("mode: testing\nmx: mx.example.com\nmax_age: 604800"));
}

TEST_CASE("a policy that leaves out a mail host stops mail to it") {
  const std::string other = "version: STSv1\nmode: enforce\nmx: b.example.com\nmax_age: 604800\n";
  CHECK(sts_of(net::HttpAnswer{200, "text/plain", "", other}) ==
        "enforce, 604800 s\n"
        "fail: the policy does not name the MX host mx.example.com => add to the policy: mx: "
        "mx.example.com\n"
        "publish in its place: _mta-sts.example.com. IN TXT \"v=STSv1; id=20261123000000;\"\n");
}

TEST_CASE("a policy that cannot be had is as bad as none") {
  CHECK(sts_of(base::fail(base::ErrorKind::tls, "the certificate has expired")) ==
        "not usable\nfail: the policy cannot be fetched: the certificate has expired => serve it "
        "at https://mta-sts.example.com/.well-known/mta-sts.txt\n");
  CHECK(sts_of(net::HttpAnswer{404, "", "", ""}) ==
        "not usable\nfail: the policy's server answers 404 => serve it at "
        "https://mta-sts.example.com/.well-known/mta-sts.txt\n");
  CHECK(sts_of(net::HttpAnswer{301, "", "https://example.com/", ""}) ==
        "not usable\nfail: the policy's server answers 301 and points to https://example.com/: "
        "senders follow no redirect (RFC 8461 section 3.3) => serve it at "
        "https://mta-sts.example.com/.well-known/mta-sts.txt itself\n");
  CHECK(sts_of(net::HttpAnswer{200, "text/html", "", kPolicy}) ==
        "enforce, 604800 s\nwarn: the policy is of type text/html, not text/plain => serve it as "
        "Content-Type: text/plain\n");
}

TEST_CASE("TLSA records count when all on the way is signed") {
  FakeResolver dns = with_host();
  dns.tlsa("_25._tcp.mx.example.com", kTlsa);
  for (const char* name : {"example.com", "mx.example.com", "_25._tcp.mx.example.com"})
    dns.authentic(name);
  const Row row = dane_row(dns, routing_of(dns), kNever);
  CHECK(shown(row) == "1 of 1 mail hosts\n");
  CHECK(row.details.back() ==
        "before the key changes: publish the record of the next one beside it (ehlo mx --tlsa-for "
        "NEXT.pem mx.example.com), and wait twice its TTL of 0 s");
}

TEST_CASE("where the next key's record stands beside, the key may change") {
  FakeResolver dns = with_host();
  dns.tlsa("_25._tcp.mx.example.com", kTlsa);
  dns.tlsa("_25._tcp.mx.example.com", "\3\1\1"s + std::string(32, 'y'));
  for (const std::string& detail : dane_row(dns, routing_of(dns), kNever).details)
    CHECK(detail.find("before the key changes") == std::string::npos);
}

TEST_CASE("a TLSA record that works is removed only when its successor is there") {
  FakeResolver dns = with_host();
  dns.tlsa("_25._tcp.mx.example.com", kTlsa);
  dns.tlsa("_25._tcp.mx.example.com", "\3\0\1"s + std::string(32, 'y'));
  for (const char* name : {"example.com", "mx.example.com", "_25._tcp.mx.example.com"})
    dns.authentic(name);
  CHECK(shown(dane_row(dns, routing_of(dns), kNever)) ==
        "1 of 1 mail hosts\n"
        "hint: mx.example.com: 3 0 must change with every certificate, 3 1 only with the key => "
        "ehlo mx --tlsa-for CERT.pem mx.example.com\n"
        "then remove: _25._tcp.mx.example.com. IN TLSA 3 0 1 "
        "7979797979797979797979797979797979797979797979797979797979797979\n");
}

TEST_CASE("beside a TLSA record without fault the others are to be removed") {
  FakeResolver dns = with_host();
  dns.tlsa("_25._tcp.mx.example.com", kTlsa);
  dns.tlsa("_25._tcp.mx.example.com", "\1" + kTlsa.substr(1));
  for (const char* name : {"example.com", "mx.example.com", "_25._tcp.mx.example.com"})
    dns.authentic(name);
  std::string data;
  for (int i = 0; i < 32; ++i) data += "78";
  CHECK(shown(dane_row(dns, routing_of(dns), kNever)) ==
        "1 of 1 mail hosts\nwarn: mx.example.com: usage 1 (PKIX-EE) is none for SMTP (RFC 7672 "
        "section 3.1.3): clients pass over the record => remove: _25._tcp.mx.example.com. IN TLSA "
        "1 1 1 " +
            data + "\n");
}

TEST_CASE("TLSA records on an unsigned way are told not to count") {
  FakeResolver dns = with_host();
  dns.tlsa("_25._tcp.mx.example.com", kTlsa);
  CHECK(shown(dane_row(dns, routing_of(dns), kNever)) ==
        "1 of 1 mail hosts\n"
        "warn: _25._tcp.mx.example.com is not validated by DNSSEC, so senders pass over it => sign "
        "the zone, or ask a resolver that validates\n"
        "warn: the address of mx.example.com is not signed, so its TLSA records do not count => "
        "sign the zone of the mail host\n"
        "warn: the MX records are not signed: whoever forges them leads mail past the TLSA records "
        "=> sign the zone of example.com\n");
}

TEST_CASE("no TLSA records are no fault, one that is not told is unknown") {
  FakeResolver dns = with_host();
  CHECK(shown(dane_row(dns, routing_of(dns), kNever)) == "not published\n");
  dns.fails("_25._tcp.mx.example.com", Type::tlsa, Status::server_failure);
  CHECK(shown(dane_row(dns, routing_of(dns), kNever)) ==
        "not published\nunknown: TLSA lookup for _25._tcp.mx.example.com: server failure "
        "(SERVFAIL)\n");
}

// ---- DNSSEC, CAA, SRV

TEST_CASE("the zone above a domain tells whether it is signed") {
  FakeResolver dns;
  dns.add(kDomain, Type::soa, {}).address("a.example.com", "8.8.8.8");
  CHECK(shown(dnssec_row(dns, "a.example.com", kNever)) ==
        "not signed\nhint: example.com is not signed: DANE is not possible => sign the zone, and "
        "give its DS record to the registrar\n");
  dns.add(kDomain, Type::ds, with_data("\x30\x39\x0d\2"s + std::string(32, 'x')));
  CHECK(dnssec_row(dns, kDomain, kNever).findings.at(0).text ==
        "example.com is signed, but this resolver does not validate");
  dns.authentic(kDomain);
  CHECK(shown(dnssec_row(dns, kDomain, kNever)) ==
        "example.com is signed, and the resolver has validated it\n");
}

TEST_CASE("CAA records hold for what is below them") {
  FakeResolver dns;
  const auto row = [&](const char* domain) {
    return shown(caa_row(dns, {.domain = domain, .rule = MailRule::null_mx}, kNever));
  };
  CHECK(row("a.example.com") == "not published: any authority may issue certificates\n");
  dns.add(kDomain, Type::caa, with_data("\0\5issueca.example"s));
  CHECK(row("a.example.com") == "0 issue \"ca.example\" (at example.com)\n");
  dns.fails("example.org", Type::caa, Status::timeout);
  CHECK(row("example.org") ==
        "not known\nunknown: CAA lookup for example.org: no answer in time\n");
}

TEST_CASE("CAA records are told of the mail hosts, whose certificates they are about") {
  FakeResolver dns;
  dns.mx(kDomain, 10, "mx.example.com").address("mx.example.com", "8.8.8.8");
  dns.mx(kDomain, 20, "mx.other.example").address("mx.other.example", "9.9.9.9");
  dns.add(kDomain, Type::caa, with_data("\0\5issueca.example"s));
  CHECK(shown(caa_row(dns, routing_of(dns), kNever)) ==
        "0 issue \"ca.example\" (at example.com); any authority for mx.other.example\n");
  dns.add("mx.example.com", Type::caa, with_data("\0\5issue;"s));
  dns.add("other.example", Type::caa, with_data("\0\4isueca.example"s));
  const Row row = caa_row(dns, routing_of(dns), kNever);
  CHECK(shown(row) ==
        "0 issue \"ca.example\" (at example.com); 0 issue \";\" (at mx.example.com); 0 isue "
        "\"ca.example\" (at other.example)\n"
        "warn: no authority may issue a certificate for the mail host mx.example.com => name an "
        "authority in place of: mx.example.com. IN CAA 0 issue \";\"\n"
        "warn: no authority knows the tag isue of 0 isue \"ca.example\": it passes over the record "
        "=> have its owner correct: other.example. IN CAA 0 isue \"ca.example\"\n");
  CHECK(row.details ==
        std::vector<std::string>{"example.com: 0 issue \"ca.example\" (at example.com)",
                                 "mx.example.com: 0 issue \";\" (at mx.example.com)",
                                 "mx.other.example: 0 isue \"ca.example\" (at other.example)"});
}

TEST_CASE("CAA records of mail hosts that the DNS does not tell are unknown") {
  FakeResolver dns;
  dns.fails(kDomain, Type::mx, Status::timeout);
  CHECK(shown(caa_row(dns, routing_of(dns), kNever)) ==
        "not published: any authority may issue certificates\n"
        "unknown: the mail hosts are not known: MX lookup for example.com: no answer in time\n");
}

TEST_CASE("a mail program is told where to send and read, in the order in which it tries") {
  FakeResolver dns;
  const auto add = [&](const char* service, std::uint16_t priority, std::uint16_t weight,
                       std::uint16_t port, const char* host) {
    dns::Record record = srv(port, host);
    record.preference = priority;
    record.weight = weight;
    dns.add(service + ("._tcp." + kDomain), Type::srv, record);
    if (*host != 0) dns.address(host, "8.8.8.8");
  };
  add("_submission", 0, 0, 587, "a.example.com");
  add("_submissions", 10, 0, 465, "c.example.com");
  add("_submissions", 0, 1, 465, "a.example.com");
  add("_submissions", 0, 3, 465, "b.example.com");
  add("_imaps", 0, 1, 993, "a.example.com");
  add("_imap", 0, 0, 0, "");
  add("_pop3s", 0, 0, 0, "");
  add("_pop3", 0, 0, 0, "");
  const Row row = srv_row(dns, kDomain, kNever);
  CHECK(shown(row) ==
        "sending: b.example.com:465 or a.example.com:465, then c.example.com:465 (TLS from the "
        "start), else a.example.com:587 (STARTTLS); IMAP: a.example.com:993 (TLS from the start); "
        "POP3: not offered\n");
  CHECK(row.details.back() == "_pop3._tcp.example.com: SRV 0 0 0 .");
}

TEST_CASE("submission without its form over TLS is a hint") {
  FakeResolver dns;
  CHECK(shown(srv_row(dns, kDomain, kNever)) == "not published\n");
  dns.add("_submission._tcp.example.com", Type::srv, srv(587, "mail.example.com"));
  dns.address("mail.example.com", "8.8.8.8");
  CHECK(shown(srv_row(dns, kDomain, kNever)) ==
        "sending: mail.example.com:587 (STARTTLS)\n"
        "hint: submission is offered without submissions, which RFC 8314 prefers => when "
        "mail.example.com serves TLS from the start at port 465,\n"
        "publish: _submissions._tcp.example.com. IN SRV 0 1 465 mail.example.com.\n");
}

TEST_CASE("a form over TLS that the DNS does not tell may well be offered") {
  FakeResolver dns;
  dns.add("_submission._tcp.example.com", Type::srv, srv(587, "mail.example.com"));
  dns.address("mail.example.com", "8.8.8.8");
  dns.fails("_submissions._tcp.example.com", Type::srv, Status::server_failure);
  CHECK(shown(srv_row(dns, kDomain, kNever)) ==
        "sending: mail.example.com:587 (STARTTLS)\n"
        "unknown: SRV lookup for _submissions._tcp.example.com: server failure (SERVFAIL)\n");
}

TEST_CASE("a form over TLS is wanted of a host that can be used") {
  FakeResolver dns;
  dns.add("_submission._tcp.example.com", Type::srv, srv(587, "8.8.8.25"));
  dns.add("_imap._tcp.example.com", Type::srv, srv(143, "alias.example.com"));
  dns.cname("alias.example.com", "mail.example.com").address("mail.example.com", "8.8.8.8");
  CHECK(show(srv_row(dns, kDomain, kNever).findings) ==
        "fail: the target 8.8.8.25 of _submission._tcp.example.com is an address, and must be a "
        "name => name a host that has this address in place of: _submission._tcp.example.com. IN "
        "SRV 0 0 587 8.8.8.25.\n"
        "warn: the target alias.example.com of _imap._tcp.example.com is a CNAME, which RFC 2782 "
        "forbids => publish: _imap._tcp.example.com. IN SRV 0 0 143 mail.example.com.\n"
        "remove: _imap._tcp.example.com. IN SRV 0 0 143 alias.example.com.\n"
        "hint: submission is offered without submissions, which RFC 8314 prefers\n"
        "hint: imap is offered without imaps, which RFC 8314 prefers => when mail.example.com "
        "serves TLS from the start at port 993,\n"
        "publish: _imaps._tcp.example.com. IN SRV 0 1 993 mail.example.com.\n");
}

TEST_CASE("an SRV record that is wrong in two ways is mended by one line") {
  FakeResolver dns;
  dns.add("_submissions._tcp.example.com", Type::srv, srv(587, "alias.example.com"));
  dns.cname("alias.example.com", "mail.example.com").address("mail.example.com", "8.8.8.8");
  dns.add("_imaps._tcp.example.com", Type::srv, srv(143, "8.8.8.25"));
  dns.add("_pop3s._tcp.example.com", Type::srv, srv(110, "gone.example.com"));
  CHECK(show(srv_row(dns, kDomain, kNever).findings) ==
        "fail: _submissions._tcp.example.com leads to port 587, where a server does not begin TLS "
        "at once: clients cannot connect => publish: _submissions._tcp.example.com. IN SRV 0 0 465 "
        "mail.example.com.\n"
        "remove: _submissions._tcp.example.com. IN SRV 0 0 587 alias.example.com.\n"
        "fail: _imaps._tcp.example.com leads to port 143, where a server does not begin TLS at "
        "once: clients cannot connect => name a host that has this address, at port 993, in place "
        "of: _imaps._tcp.example.com. IN SRV 0 0 143 8.8.8.25.\n"
        "fail: the target 8.8.8.25 of _imaps._tcp.example.com is an address, and must be a name\n"
        "fail: _pop3s._tcp.example.com leads to port 110, where a server does not begin TLS at "
        "once: clients cannot connect => publish: _pop3s._tcp.example.com. IN SRV 0 0 995 "
        "gone.example.com.\n"
        "remove: _pop3s._tcp.example.com. IN SRV 0 0 110 gone.example.com.\n"
        "fail: the target gone.example.com of _pop3s._tcp.example.com has no address => publish: "
        "gone.example.com. IN A ADDRESS\n"
        "warn: the target alias.example.com of _submissions._tcp.example.com is a CNAME, which "
        "RFC 2782 forbids\n");
}

TEST_CASE("of very many SRV records the most preferred are looked at") {
  FakeResolver dns;
  for (int i = 29; i >= 0; --i) {
    dns::Record record = srv(465, fmt::format("s{:02}.example.com", i));
    record.preference = static_cast<std::uint16_t>(i);
    dns.add("_submissions._tcp.example.com", Type::srv, record).address(record.host, "8.8.8.8");
  }
  const Row row = srv_row(dns, kDomain, kNever);
  CHECK(show(row.findings) ==
        "hint: 10 more servers of _submissions._tcp.example.com, the least preferred, are not "
        "looked at\n");
  CHECK(row.details.size() == 20);
  CHECK(row.details.front() == "_submissions._tcp.example.com: SRV 0 0 465 s00.example.com.");
  CHECK(std::ranges::count(dns.asked, "A s19.example.com") == 1);
  CHECK(std::ranges::count(dns.asked, "A s20.example.com") == 0);
}

TEST_CASE("an SRV target must be a host with an address") {
  FakeResolver dns;
  dns.add("_submissions._tcp.example.com", Type::srv, srv(465, "gone.example.com"));
  dns.add("_imaps._tcp.example.com", Type::srv, srv(0, ""));
  CHECK(shown(srv_row(dns, kDomain, kNever)) ==
        "sending: gone.example.com:465 (TLS from the start); IMAP: not offered\n"
        "fail: the target gone.example.com of _submissions._tcp.example.com has no address => "
        "publish: gone.example.com. IN A ADDRESS\n");
}

TEST_CASE("an SRV target of others, or one that is an address, is to be replaced") {
  FakeResolver dns;
  dns.add("_submissions._tcp.example.com", Type::srv, srv(465, "gone.other.example"));
  dns.add("_imaps._tcp.example.com", Type::srv, srv(993, "8.8.8.25"));
  CHECK(show(srv_row(dns, kDomain, kNever).findings) ==
        "fail: the target gone.other.example of _submissions._tcp.example.com has no address => "
        "name a host that has one in place of: _submissions._tcp.example.com. IN SRV 0 0 465 "
        "gone.other.example.\n"
        "fail: the target 8.8.8.25 of _imaps._tcp.example.com is an address, and must be a name => "
        "name a host that has this address in place of: _imaps._tcp.example.com. IN SRV 0 0 993 "
        "8.8.8.25.\n");
}

TEST_CASE("an SRV port of the other form leaves clients without a connection") {
  FakeResolver dns;
  dns.address("mail.example.com", "8.8.8.8");
  dns.add("_submissions._tcp.example.com", Type::srv, srv(587, "mail.example.com"));
  dns.add("_submission._tcp.example.com", Type::srv, srv(465, "mail.example.com"));
  CHECK(show(srv_row(dns, kDomain, kNever).findings) ==
        "fail: _submissions._tcp.example.com leads to port 587, where a server does not begin TLS "
        "at once: clients cannot connect => publish: _submissions._tcp.example.com. IN SRV 0 0 465 "
        "mail.example.com.\n"
        "remove: _submissions._tcp.example.com. IN SRV 0 0 587 mail.example.com.\n"
        "fail: _submission._tcp.example.com leads to port 465, where a server begins TLS at once: "
        "clients cannot connect => publish: _submission._tcp.example.com. IN SRV 0 0 587 "
        "mail.example.com.\n"
        "remove: _submission._tcp.example.com. IN SRV 0 0 465 mail.example.com.\n");
}

TEST_CASE("records that stand at the end of a CNAME are mended there") {
  FakeResolver dns = with_host();
  dns.cname("_submissions._tcp.example.com", "far.example.com");
  dns.add("far.example.com", Type::srv, srv(587, "mx.example.com"));
  CHECK(srv_row(dns, kDomain, kNever).findings.at(0).fix ==
        "publish at the end of the CNAME: far.example.com. IN SRV 0 0 465 mx.example.com.\n"
        "or in place of the CNAME: _submissions._tcp.example.com. IN SRV 0 0 465 mx.example.com.\n"
        "remove: far.example.com. IN SRV 0 0 587 mx.example.com.");
  dns.cname("_25._tcp.mx.example.com", "tlsa.example.com");
  dns.tlsa("tlsa.example.com", "\1\1\1"s + std::string(32, 'x'));
  CHECK(dane_row(dns, routing_of(dns), kNever)
            .findings.at(0)
            .fix.find("\nremove: tlsa.example.com. IN TLSA 1 1 1 7878") != std::string::npos);
  dns.cname("mx.example.com", "host.example.com");
  dns.add("host.example.com", Type::caa, with_data("\0\3foobar"s));
  CHECK(caa_row(dns, routing_of(dns), kNever).findings.at(0).fix ==
        "remove: host.example.com. IN CAA 0 foo \"bar\"");
}

TEST_CASE("a service that is offered and not offered at once is a fault") {
  FakeResolver dns;
  dns.address("mail.example.com", "8.8.8.8");
  dns.add("_imaps._tcp.example.com", Type::srv, srv(0, ""));
  dns.add("_imaps._tcp.example.com", Type::srv, srv(993, "mail.example.com"));
  CHECK(show(srv_row(dns, kDomain, kNever).findings) ==
        "fail: _imaps._tcp.example.com says that the service is not offered, and names a server "
        "beside => remove: _imaps._tcp.example.com. IN SRV 0 0 0 .\n");
}

// ---- block lists, bulk senders

TEST_CASE("an address on a block list is a fault, a list that refuses is unknown") {
  FakeResolver dns = with_host();
  dns.address("2.0.0.127.bl.example", "127.0.0.2").address("8.8.8.8.bl.example", "127.0.0.4");
  CHECK(shown(dnsbl_row(dns, routing_of(dns), {"bl.example"}, kNever)) ==
        "1 of 1 address listed\nfail: 8.8.8.8 is listed by bl.example (127.0.0.4) => ask "
        "bl.example to remove 8.8.8.8\n");
  CHECK(shown(dnsbl_row(dns, routing_of(dns), {"dead.example"}, kNever)) ==
        "0 of 0 addresses listed, 1 not judged\nunknown: dead.example does not list 127.0.0.2: it "
        "is empty or gone\n");
}

TEST_CASE("a list that says nothing about IPv6 judges no IPv6 address, unless it lists it") {
  FakeResolver dns = with_host();
  dns.address("mx.example.com", "2a00::8").address("2.0.0.127.bl.example", "127.0.0.2");
  CHECK(shown(dnsbl_row(dns, routing_of(dns), {"bl.example"}, kNever)) ==
        "0 of 1 address listed, 1 not judged\n");
  dns.address(dnsbl_name(net::IpAddress::parse("2a00::8").value(), "bl.example"), "127.0.0.2");
  CHECK(shown(dnsbl_row(dns, routing_of(dns), {"bl.example"}, kNever)) ==
        "1 of 2 addresses listed\nfail: 2a00::8 is listed by bl.example (127.0.0.2) => ask "
        "bl.example to remove 2a00::8\n");
}

TEST_CASE("where no address could be judged nothing is known") {
  FakeResolver dns;
  dns.mx(kDomain, 10, "mx.example.com").address("mx.example.com", "2a00::8");
  CHECK(shown(dnsbl_row(dns, routing_of(dns), {"bl.example"}, kNever)) ==
        "0 of 0 addresses listed, 1 not judged\nunknown: bl.example does not list "
        "::ffff:127.0.0.2: it says nothing about IPv6\n");
}

TEST_CASE("the demands on bulk senders are those rows that must hold, and an aligned From") {
  const Row good = sender_row({{.topic = Topic::spf, .summary = ""},
                               {.topic = Topic::dkim, .summary = ""},
                               {.topic = Topic::dmarc, .summary = ""},
                               {.topic = Topic::ptr, .summary = ""}},
                              {.spf = SpfVoucher::some, .dkim = true});
  CHECK(shown(good) == "5 of 5 demands met\n");
  Row missing{.topic = Topic::dmarc, .summary = ""};
  missing.findings = {{Level::fail, "none", "publish it", {}}};
  Row dark{.topic = Topic::spf, .summary = ""};
  dark.trouble = {"no answer"};
  CHECK(shown(sender_row({dark, missing}, {.spf = SpfVoucher::unknown})) ==
        "0 of 5 demands met\nfail: DMARC must be published, p=none at least: none => publish it\n"
        "unknown: SPF must be published and hold: no answer\n"
        "unknown: From must align with SPF or DKIM: the DNS does not tell their records\n");
  CHECK(show(sender_row({}, {.spf = SpfVoucher::none}).findings) ==
        "fail: From must align with SPF or DKIM: neither an SPF record that lets somebody send nor "
        "a DKIM key is found => follow the rows spf and dkim\n");
}

// ---- the whole

TEST_CASE("a domain that does not exist has no other rows") {
  FakeResolver dns;
  const DomainWish wish{.topics = {Topic::mx, Topic::spf}};
  CHECK(look_at_domain(dns, kDomain, wish, kNoFetch, kNever).rows.size() == 1);
}

TEST_CASE("only what is wanted is asked for") {
  FakeResolver dns = with_host();
  const DomainWish wish{.topics = {Topic::spf}};
  const auto report = look_at_domain(dns, kDomain, wish, kNoFetch, kNever);
  CHECK(report.rows.size() == 1);
  CHECK_FALSE(report.routing);
  CHECK(fmt::format("{}", fmt::join(dns.asked, ", ")) ==
        "MX example.com, A mx.example.com, AAAA mx.example.com, TXT example.com, TXT example.com");
}
