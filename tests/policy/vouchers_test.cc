#include "policy/vouchers.h"

#include <doctest/doctest.h>

#include "dns/fake_resolver.h"

using namespace policy;
using dns::FakeResolver;
using dns::Status;
using dns::Type;

namespace {

const std::string kDomain = "example.com";
const auto kNever = base::Deadline::never();
const char* const kKey = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

SpfVoucher spf_of(const std::string& record) {
  FakeResolver dns;
  dns.txt(kDomain, record);
  return find_vouchers(dns, kDomain, {"s1"}, kNever).spf;
}

std::vector<std::string> explained(FakeResolver& dns) {
  const auto dmarc = discover_dmarc(dns, kDomain, MailRule::mx, kNever);
  return explain_alignment(find_vouchers(dns, kDomain, {"s1"}, kNever), dmarc);
}

}  // namespace

TEST_CASE("an SPF record vouches for somebody, for nobody, or cannot be used") {
  CHECK(spf_of("v=spf1 mx -all") == SpfVoucher::some);
  CHECK(spf_of("v=spf1 redirect=example.net") == SpfVoucher::some);
  CHECK(spf_of("v=spf1 +all") == SpfVoucher::some);
  CHECK(spf_of("v=spf1 -all") == SpfVoucher::nobody);
  CHECK(spf_of("v=spf1 ~all") == SpfVoucher::nobody);
  CHECK(spf_of("v=spf1 -ip4:192.0.2.1 ?mx -all") == SpfVoucher::neutral);
  CHECK(spf_of("v=spf1 ?include:x.example ~all") == SpfVoucher::neutral);
  CHECK(spf_of("v=spf1 ?all") == SpfVoucher::neutral);
  CHECK(spf_of("v=spf1") == SpfVoucher::neutral);
  CHECK(spf_of("v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/24 -all") == SpfVoucher::some);
  CHECK(spf_of("v=spf1 -all mx redirect=example.net") == SpfVoucher::nobody);
  CHECK(spf_of("v=spf1 mail -all") == SpfVoucher::broken);
  CHECK(spf_of("hello") == SpfVoucher::none);
  FakeResolver dark;
  dark.fails(kDomain, Type::txt, Status::timeout);
  CHECK(find_vouchers(dark, kDomain, {"s1"}, kNever).spf == SpfVoucher::unknown);
}

TEST_CASE("two SPF records are none that can be used") {
  FakeResolver dns;
  dns.txt(kDomain, "v=spf1 mx -all").txt(kDomain, "v=spf1 a -all");
  CHECK(find_vouchers(dns, kDomain, {"s1"}, kNever).spf == SpfVoucher::broken);
}

TEST_CASE("a DKIM key vouches unless it is revoked") {
  FakeResolver dns;
  dns.txt("s1._domainkey.example.com", kKey).txt("s2._domainkey.example.com", "v=DKIM1; p=");
  CHECK(find_vouchers(dns, kDomain, {"s1"}, kNever).dkim);
  CHECK(find_vouchers(dns, kDomain, {}, kNever).dkim);
  CHECK_FALSE(find_vouchers(dns, kDomain, {"s2"}, kNever).dkim);
}

TEST_CASE("what the DNS does not tell may well align") {
  FakeResolver dns;
  CHECK_FALSE(can_align(find_vouchers(dns, kDomain, {"s1"}, kNever)));
  dns.fails("s1._domainkey.example.com", Type::txt, Status::timeout);
  CHECK(can_align(find_vouchers(dns, kDomain, {"s1"}, kNever)));
}

TEST_CASE("a domain whose record is neutral about somebody sends, and cannot align") {
  FakeResolver dns;
  dns.txt(kDomain, "v=spf1 ?include:x.example ~all");
  const Vouchers vouchers = find_vouchers(dns, kDomain, {"s1"}, kNever);
  CHECK_FALSE(sends_no_mail(vouchers));
  CHECK_FALSE(can_align(vouchers));
}

TEST_CASE("a domain that lets nobody send and has no key sends no mail") {
  FakeResolver dns;
  dns.txt(kDomain, "v=spf1 -all");
  CHECK(sends_no_mail(find_vouchers(dns, kDomain, {"s1"}, kNever)));
  dns.txt("s1._domainkey.example.com", kKey);
  CHECK_FALSE(sends_no_mail(find_vouchers(dns, kDomain, {"s1"}, kNever)));
}

TEST_CASE("which identifiers align is told for both, as the record wants it") {
  FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; aspf=s").txt(kDomain, "v=spf1 mx -all");
  CHECK(explained(dns) ==
        std::vector<std::string>{
            "SPF aligns when the envelope sender is at example.com alone (aspf=s)",
            "DKIM aligns when d= is example.com or another name below it (adkim=r); no key is "
            "found there"});
}

TEST_CASE("below an organization its other names align too") {
  FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject").txt("a.example.com", "v=spf1 mx -all");
  const auto dmarc = discover_dmarc(dns, "a.example.com", MailRule::mx, kNever);
  CHECK(explain_alignment(find_vouchers(dns, "a.example.com", {"s1"}, kNever), dmarc).front() ==
        "SPF aligns when the envelope sender is at a.example.com or another name of example.com "
        "(aspf=r)");
}

TEST_CASE("why SPF cannot align is told") {
  const auto why = [](const char* record) {
    FakeResolver dns;
    dns.txt("_dmarc.example.com", "v=DMARC1; p=reject").txt(kDomain, record);
    dns.txt("s1._domainkey.example.com", kKey);
    return explained(dns).front();
  };
  CHECK(why("hello") == "SPF does not align: no record is published");
  CHECK(why("v=spf1 -all") == "SPF does not align: the record lets nobody send");
  CHECK(why("v=spf1 ?mx -all") == "SPF does not align: the record lets nobody pass");
  CHECK(why("v=spf1 mail") == "SPF does not align: no receiver can use the record");
}
