#include "policy/to_publish.h"

#include <doctest/doctest.h>

using namespace policy;

TEST_CASE("a domain with mail hosts lets these send, and asks for reports first") {
  CHECK(spf_to_publish("example.com", MailRule::mx) ==
        "publish: example.com. IN TXT \"v=spf1 mx ~all\"");
  CHECK(dmarc_to_publish("example.com", MailRule::mx) ==
        "publish: _dmarc.example.com. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@example.com\"");
}

TEST_CASE("a domain that is its own mail host lets its own address send") {
  CHECK(spf_to_publish("example.com", MailRule::implicit_mx) ==
        "publish: example.com. IN TXT \"v=spf1 a ~all\"");
}

TEST_CASE("a domain with a null MX lets nobody send, and wants no reports that it cannot get") {
  CHECK(spf_to_publish("example.com", MailRule::null_mx) ==
        "publish: example.com. IN TXT \"v=spf1 -all\"");
  CHECK(dmarc_to_publish("example.com", MailRule::null_mx) ==
        "publish: _dmarc.example.com. IN TXT \"v=DMARC1; p=reject\"");
  CHECK_FALSE(gets_mail(MailRule::null_mx));
}

TEST_CASE("a domain that gets no mail by accident may still send some") {
  CHECK(spf_to_publish("example.com", MailRule::nowhere) ==
        "publish: example.com. IN TXT \"v=spf1 -all\", with ip4: and ip6: of what sends for it, if "
        "anything does, before -all");
  CHECK(dmarc_to_publish("example.com", MailRule::nowhere) ==
        "publish: _dmarc.example.com. IN TXT \"v=DMARC1; p=none\"");
  CHECK_FALSE(gets_mail(MailRule::nowhere));
}

TEST_CASE("a domain whose mail hosts are not known is taken for one that has some") {
  CHECK(gets_mail(MailRule::unknown));
  CHECK(spf_to_publish("example.com", MailRule::unknown) ==
        "publish: example.com. IN TXT \"v=spf1 mx ~all\"");
}

TEST_CASE("reports about TLS go to the domain itself") {
  CHECK(
      tls_rpt_to_publish("example.com") ==
      "publish: _smtp._tls.example.com. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@example.com\"");
}

TEST_CASE("nothing is told to be published beside a CNAME") {
  CHECK(unless_alias("publish: a line", "example.com", {}) == "publish: a line");
  CHECK(unless_alias("publish: a line", "example.com", {"b.example", "c.example"}) ==
        "publish it at c.example, or replace the CNAME example.com: beside it nothing else may "
        "stand");
}

TEST_CASE("the id of a policy is the time in UTC") {
  CHECK(sts_to_publish("example.com", 1795392001) ==
        "publish: _mta-sts.example.com. IN TXT \"v=STSv1; id=20261123000001;\"");
}
