#include "policy/to_publish.h"

#include <doctest/doctest.h>

using namespace policy;

TEST_CASE("a domain with mail hosts lets these send, and asks for reports first") {
  CHECK(spf_to_publish("example.com", {MailRule::mx}) ==
        "publish: example.com. IN TXT \"v=spf1 mx ~all\"");
  CHECK(dmarc_to_publish("example.com", MailRule::mx) ==
        "publish: _dmarc.example.com. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@example.com\"");
}

TEST_CASE("what a provider receives is sent by the provider too, and not from its mail hosts") {
  const auto fix = [](std::vector<std::string> hosts) {
    MailRouting routing{.domain = "example.com", .rule = MailRule::mx};
    for (const std::string& host : hosts) routing.hosts.push_back({.name = host});
    return spf_to_publish("example.com", likely_senders(routing));
  };
  CHECK(fix({"aspmx.l.google.com", "aspmx2.googlemail.com"}) ==
        "publish: example.com. IN TXT \"v=spf1 include:_spf.google.com ~all\"");
  CHECK(fix({"mx1.pphosted.com"}) ==
        "publish a record with the include: that Proofpoint tells its customers, and ~all");
  CHECK(fix({"aspmx.l.google.com", "mx.example.com"}) ==
        "publish: example.com. IN TXT \"v=spf1 mx include:_spf.google.com ~all\"");
  CHECK(fix({"aspmx.l.google.com", "example-com.mail.protection.outlook.com"}) ==
        "publish: example.com. IN TXT \"v=spf1 include:_spf.google.com "
        "include:spf.protection.outlook.com ~all\"");
  CHECK(fix({"mx1.pphosted.com", "example-com.mail.protection.outlook.com"}) ==
        "publish a record with the include: that Proofpoint tells its customers, "
        "include:spf.protection.outlook.com, and ~all");
  CHECK(fix({"mx.example.com", "mx1.pphosted.com"}) ==
        "publish a record with mx, the include: that Proofpoint tells its customers, and ~all");
}

TEST_CASE("a provider whose host lacks its dot in the zone is known all the same") {
  MailRouting routing{.domain = "example.com", .rule = MailRule::mx};
  routing.hosts.push_back({.name = "aspmx.l.google.com.example.com", .exists = false});
  CHECK(spf_to_publish("example.com", likely_senders(routing)) ==
        "publish: example.com. IN TXT \"v=spf1 include:_spf.google.com ~all\"");
}

TEST_CASE("a domain that is its own mail host lets its own address send") {
  CHECK(spf_to_publish("example.com", {MailRule::implicit_mx}) ==
        "publish: example.com. IN TXT \"v=spf1 a ~all\"");
}

TEST_CASE("a domain with a null MX lets nobody send, and wants no reports that it cannot get") {
  CHECK(spf_to_publish("example.com", {MailRule::null_mx}) ==
        "publish: example.com. IN TXT \"v=spf1 -all\"");
  CHECK(dmarc_to_publish("example.com", MailRule::null_mx) ==
        "publish: _dmarc.example.com. IN TXT \"v=DMARC1; p=reject\"");
  CHECK_FALSE(gets_mail(MailRule::null_mx));
}

TEST_CASE("a domain that gets no mail by accident may still send some") {
  CHECK(spf_to_publish("example.com", {MailRule::nowhere}) ==
        "publish: example.com. IN TXT \"v=spf1 -all\"");
  CHECK(dmarc_to_publish("example.com", MailRule::nowhere) ==
        "publish: _dmarc.example.com. IN TXT \"v=DMARC1; p=none\"");
  CHECK_FALSE(gets_mail(MailRule::nowhere));
}

TEST_CASE("a domain whose mail hosts are not known is taken for one that has some") {
  CHECK(gets_mail(MailRule::unknown));
  CHECK(spf_to_publish("example.com", {MailRule::unknown}) ==
        "publish: example.com. IN TXT \"v=spf1 mx ~all\"");
}

TEST_CASE("reports about TLS go to the domain itself") {
  CHECK(
      tls_rpt_to_publish("example.com") ==
      "publish: _smtp._tls.example.com. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@example.com\"");
}

TEST_CASE("nothing is told to be published beside a CNAME") {
  const std::string line = "publish: _dmarc.example.com. IN TXT \"x\"";
  CHECK(past_aliases(line, "_dmarc.example.com", {}) == line);
  CHECK(past_aliases(line, "_dmarc.example.com", {"b.example", "c.example.com"}) ==
        "publish at the end of the CNAME: c.example.com. IN TXT \"x\"\n"
        "or in place of the CNAME: _dmarc.example.com. IN TXT \"x\"");
  CHECK(past_aliases(in_its_place(line), "_dmarc.example.com", {"c.example.com"}) ==
        "publish in its place, at the end of the CNAME: c.example.com. IN TXT \"x\"\n"
        "or in place of the CNAME: _dmarc.example.com. IN TXT \"x\"");
}

TEST_CASE("a CNAME that gives a domain its addresses is not to be replaced by another record") {
  const std::string line = "publish: www.example.com. IN TXT \"x\"";
  CHECK(past_aliases(line, "www.example.com", {"host.www.example.com"}) ==
        "publish at the end of the CNAME: host.www.example.com. IN TXT \"x\"");
  CHECK(past_aliases(line, "www.example.com", {"example.com"}) ==
        "publish at the end of the CNAME: example.com. IN TXT \"x\"");
}

TEST_CASE("what a CNAME of somebody else's leads to its owner publishes") {
  CHECK(past_aliases("publish: _dmarc.example.com. IN TXT \"x\"", "_dmarc.example.com",
                     {"p.other.example"}) ==
        "have its owner publish: p.other.example. IN TXT \"x\"\n"
        "or in place of the CNAME: _dmarc.example.com. IN TXT \"x\"");
  CHECK(past_aliases("publish in its place: a.example. IN MX 10 b.\nremove: a.example. IN MX 1 c.\n"
                     "or remove: a.example. IN MX 2 d.\nor for no mail: a.example. IN MX 0 .\n"
                     "have its owner correct: a.example. IN MX 3 e.",
                     "a.example", {"other.example"}) ==
        "have its owner publish in its place: other.example. IN MX 10 b.\n"
        "have its owner remove: other.example. IN MX 1 c.\n"
        "or have its owner remove: other.example. IN MX 2 d.\n"
        "or for no mail have its owner publish: other.example. IN MX 0 .\n"
        "have its owner correct: other.example. IN MX 3 e.");
}

TEST_CASE("what is one's own is decided by the domain that is looked at") {
  const std::string line = "remove: mx.example.com. IN CAA 0 x \"y\"";
  CHECK(past_aliases(line, "mx.example.com", {"host.example.com"}, "example.com") ==
        "remove: host.example.com. IN CAA 0 x \"y\"");
  CHECK(past_aliases(line, "mx.example.com", {"host.example.com"}, "other.example") ==
        "have its owner remove: host.example.com. IN CAA 0 x \"y\"");
}

TEST_CASE("what is to be removed stands at the end of the CNAME") {
  CHECK(past_aliases("publish: a.example. IN MX 10 b.\nremove: a.example. IN MX 0 .", "a.example",
                     {"c.a.example"}) ==
        "publish at the end of the CNAME: c.a.example. IN MX 10 b.\n"
        "remove: c.a.example. IN MX 0 .");
}

TEST_CASE("what stands at other names is told as it is") {
  const std::string lines = "publish: www.example.com. IN A ADDRESS";
  CHECK(past_aliases(lines, "example.com", {"b.example"}) == lines);
  CHECK(past_aliases("write ~all", "example.com", {"b.example"}) == "write ~all");
}

TEST_CASE("a text of more than 255 bytes is published in several strings") {
  CHECK(txt_line("example.com", "") == "example.com. IN TXT \"\"");
  CHECK(txt_line("example.com", std::string(255, 'a')) ==
        "example.com. IN TXT \"" + std::string(255, 'a') + "\"");
  CHECK(txt_line("example.com", std::string(256, 'a')) ==
        "example.com. IN TXT \"" + std::string(255, 'a') + "\" \"a\"");
}

TEST_CASE("what would end a string in a zone file is escaped") {
  CHECK(txt_line("a.example", "say \"hi\" \\ \t\xff") ==
        R"(a.example. IN TXT "say \"hi\" \\ \009\255")");
}

TEST_CASE("lines to copy are those with a record, and commands") {
  CHECK(is_to_copy("or in place of the CNAME: example.com. IN TXT \"x\""));
  CHECK(is_to_copy("ehlo mx --tlsa-for CERT.pem mx.example.com"));
  CHECK_FALSE(is_to_copy("remove all but one"));
}

TEST_CASE("the id of a policy is the time in UTC") {
  CHECK(sts_to_publish("example.com", 1795392001) ==
        "publish: _mta-sts.example.com. IN TXT \"v=STSv1; id=20261123000001;\"");
}
