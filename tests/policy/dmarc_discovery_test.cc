#include "policy/dmarc_discovery.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "dns/fake_resolver.h"
#include "policy/finding_text.h"

using namespace policy;

namespace {

const base::Deadline kNever = base::Deadline::never();

std::string asked(const dns::FakeResolver& dns) {
  std::string lines;
  for (const std::string& question : dns.asked) lines += question + '\n';
  return lines;
}

std::string wanted(dns::Resolver& dns, std::string_view domain) {
  const DmarcDiscovery found = discover_dmarc(dns, domain, MailRule::mx, kNever);
  if (!found.record) return "none";
  return found.policy_tag + "=" + std::string(dmarc_policy_name(found.policy)) + " of " +
         found.record_domain;
}

std::string organization(dns::Resolver& dns, std::string_view domain) {
  return walk_dmarc(dns, domain, kNever).organizational_domain;
}

}  // namespace

TEST_CASE("a long name costs eight questions, as in RFC 9989 section 4.10") {
  dns::FakeResolver dns;
  (void)walk_dmarc(dns, "a.b.c.d.e.f.g.h.i.j.mail.example.com", kNever);
  CHECK(asked(dns) ==
        "TXT _dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com\n"
        "TXT _dmarc.g.h.i.j.mail.example.com\n"
        "TXT _dmarc.h.i.j.mail.example.com\n"
        "TXT _dmarc.i.j.mail.example.com\n"
        "TXT _dmarc.j.mail.example.com\n"
        "TXT _dmarc.mail.example.com\n"
        "TXT _dmarc.example.com\n"
        "TXT _dmarc.com\n");
}

TEST_CASE("a name of eight labels is asked about label by label") {
  dns::FakeResolver dns;
  (void)walk_dmarc(dns, "a.b.c.d.e.f.example.com", kNever);
  CHECK(dns.asked.size() == 8);
  CHECK(dns.asked[1] == "TXT _dmarc.b.c.d.e.f.example.com");
}

TEST_CASE("the organizational domain is the shortest name with a record") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.mail.example.com", "v=DMARC1; p=none").txt("_dmarc.example.com", "v=DMARC1");
  CHECK(organization(dns, "a.mail.example.com") == "example.com");
  CHECK(organization(dns, "other.example") == "other.example");
}

TEST_CASE("psd=n ends the walk, psd=y ends it one label lower") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.mail.example.com", "v=DMARC1; p=none; psd=n");
  dns.txt("_dmarc.example.com", "v=DMARC1; p=none").txt("_dmarc.bank", "v=DMARC1; psd=y");
  CHECK(organization(dns, "a.mail.example.com") == "mail.example.com");
  CHECK(organization(dns, "a.giant.bank") == "giant.bank");
  CHECK(organization(dns, "bank") == "bank");
}

TEST_CASE("the own record holds, then that of the organization, then that of the suffix") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.own.example.com", "v=DMARC1; p=quarantine");
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=none");
  dns.txt("_dmarc.bank", "v=DMARC1; p=reject; psd=y");
  CHECK(wanted(dns, "own.example.com") == "p=quarantine of own.example.com");
  CHECK(wanted(dns, "Example.com") == "p=reject of example.com");
  CHECK(wanted(dns, "a.b.example.com") == "sp=none of example.com");
  CHECK(wanted(dns, "giant.bank") == "p=reject of bank");
  CHECK(wanted(dns, "other.example") == "none");
}

TEST_CASE("np is for names that do not exist") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=none; sp=quarantine; np=reject");
  dns.address("real.example.com", "192.0.2.1");
  CHECK(wanted(dns, "real.example.com") == "sp=quarantine of example.com");
  CHECK(wanted(dns, "made-up.example.com") == "np=reject of example.com");
  CHECK(wanted(dns, "example.com") == "p=none of example.com");
}

TEST_CASE("a test is one step milder") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.a.example", "v=DMARC1; p=reject; t=y");
  dns.txt("_dmarc.b.example", "v=DMARC1; p=quarantine; t=y");
  CHECK(wanted(dns, "a.example") == "p=quarantine of a.example");
  CHECK(wanted(dns, "b.example") == "p=none of b.example");
}

TEST_CASE("nothing published is a finding with what to publish") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.example.com", "hello");
  CHECK(show(discover_dmarc(dns, "example.com", MailRule::mx, kNever).findings) ==
        "fail: neither example.com nor a domain above it publishes DMARC => publish: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@example.com\"\n");
}

TEST_CASE("a record that is nearly one is told with what it holds") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1 p=reject");
  CHECK(show(discover_dmarc(dns, "a.example.com", MailRule::mx, kNever).findings) ==
        "fail: \"v=DMARC1 p=reject\" at _dmarc.example.com is no DMARC record: behind v=DMARC1 a "
        "semicolon is missing => write p=reject once the reports show no mail of yours\n"
        "publish in its place: _dmarc.example.com. IN TXT \"v=DMARC1; p=none\"\n");
}

TEST_CASE("below a record that holds, one that is nearly one is a warning") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.a.example.com", "v=DMARC; p=none");
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com");
  CHECK(show(discover_dmarc(dns, "a.example.com", MailRule::mx, kNever).findings) ==
        "warn: \"v=DMARC; p=none\" at _dmarc.a.example.com is no DMARC record: it begins with "
        "v=DMARC, and must with v=DMARC1 => publish in its place: _dmarc.a.example.com. IN TXT "
        "\"v=DMARC1; p=none\"\n");
}

TEST_CASE("a policy that protects less than the record seems to is a hint") {
  dns::FakeResolver dns;
  const auto hints = [&](const char* domain) {
    return show(discover_dmarc(dns, domain, MailRule::mx, kNever).findings);
  };
  dns.txt("_dmarc.a.example", "v=DMARC1; p=quarantine; t=y; rua=mailto:a@a.example");
  CHECK(hints("a.example") ==
        "hint: t=y: p=quarantine counts as none; take it out once the reports show no mail of "
        "yours => publish in its place: _dmarc.a.example. IN TXT \"v=DMARC1; p=quarantine; "
        "rua=mailto:a@a.example\"\n");
  dns.txt("_dmarc.b.example", "v=DMARC1; p=none; sp=none; rua=mailto:a@b.example");
  CHECK(hints("s.b.example")
            .starts_with("hint: sp=none protects nobody here; once the reports show no "
                         "mail of yours: quarantine => publish in its place: "
                         "_dmarc.b.example. IN TXT \"v=DMARC1; p=none; sp=quarantine; "
                         "rua=mailto:a@b.example\"\n"));
}

TEST_CASE("a record at the end of a CNAME is mended there") {
  dns::FakeResolver dns;
  dns.cname("_dmarc.a.example", "there.example");
  dns.txt("there.example", "v=DMARC1; p=reject; pct=100; rua=mailto:a@a.example");
  CHECK(show(discover_dmarc(dns, "a.example", MailRule::mx, kNever).findings) ==
        "hint 20: pct= is no longer part of DMARC (RFC 9989), and is ignored => have its owner "
        "publish in its place: there.example. IN TXT \"v=DMARC1; p=reject; rua=mailto:a@a.example\""
        "\nor in place of the CNAME: _dmarc.a.example. IN TXT \"v=DMARC1; p=reject; "
        "rua=mailto:a@a.example\"\n");
}

TEST_CASE("two records are none") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.mail.example.com", "v=DMARC1; p=none").txt("_dmarc.mail.example.com", "v=DMARC1");
  dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com");
  CHECK(wanted(dns, "mail.example.com") == "p=reject of example.com");
  CHECK(show(discover_dmarc(dns, "mail.example.com", MailRule::mx, kNever).findings) ==
        "fail: _dmarc.mail.example.com holds 2 DMARC records, so receivers ignore them all => "
        "remove: _dmarc.mail.example.com. IN TXT \"v=DMARC1\"\n"
        "or remove: _dmarc.mail.example.com. IN TXT \"v=DMARC1; p=none\"\n");
  dns.txt("_dmarc.mail.example.com", "v=DMARC1; p=reject");
  CHECK(discover_dmarc(dns, "mail.example.com", MailRule::mx, kNever).findings.at(0).fix ==
        "remove all but one");
}

TEST_CASE("two records, and nothing above them, are one fault and not two") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=none").txt("_dmarc.example.com", "v=DMARC1; p=reject");
  CHECK(show(discover_dmarc(dns, "example.com", MailRule::mx, kNever).findings) ==
        "fail: _dmarc.example.com holds 2 DMARC records, so receivers ignore them all => remove: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=none\"\n"
        "or remove: _dmarc.example.com. IN TXT \"v=DMARC1; p=reject\"\n");
}

TEST_CASE("a DNS that does not tell leaves the policy open") {
  dns::FakeResolver dns;
  dns.fails("_dmarc.example.com", dns::Type::txt, dns::Status::timeout);
  const DmarcDiscovery found = discover_dmarc(dns, "mail.example.com", MailRule::mx, kNever);
  CHECK_FALSE(found.record);
  CHECK(found.walk.organizational_domain.empty());
  CHECK(show(found.findings) ==
        "fail: TXT lookup for _dmarc.example.com: no answer in time; whether there is a DMARC "
        "record is not known\n");
}

TEST_CASE("alignment is the same name, or the same organization") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=none");
  dns.txt("_dmarc.island.example.com", "v=DMARC1; p=none; psd=n");
  const DmarcDiscovery author = discover_dmarc(dns, "news.example.com", MailRule::mx, kNever);
  const auto aligned = [&](std::string_view identifier, DmarcAlignment mode) {
    return dmarc_aligned(dns, author, identifier, mode, kNever);
  };
  CHECK(aligned("news.example.com", DmarcAlignment::strict) == true);
  CHECK(aligned("foo.example.com", DmarcAlignment::strict) == false);
  CHECK(aligned("foo.example.com", DmarcAlignment::relaxed) == true);
  CHECK(aligned("island.example.com", DmarcAlignment::relaxed) == false);
  CHECK(aligned("foo.example.net", DmarcAlignment::relaxed) == false);
  dns.fails("_dmarc.broken.example.com", dns::Type::txt, dns::Status::server_failure);
  CHECK(aligned("broken.example.com", DmarcAlignment::relaxed) == std::nullopt);
}

TEST_CASE("reports may go to another organization when it says so") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.example.com", "v=DMARC1; p=none");
  dns.txt("example.com._report._dmarc.yes.example", "v=DMARC1");
  dns.fails("example.com._report._dmarc.mute.example", dns::Type::txt, dns::Status::timeout);
  const DmarcDiscovery author = discover_dmarc(dns, "example.com", MailRule::mx, kNever);
  const auto consent = [&](const char* address) {
    Mending mending;
    const auto uris = parse_report_uris(address, 0, ReportKind::dmarc, "", mending);
    return dmarc_report_consent(dns, author, uris.at(0), kNever);
  };
  CHECK(consent("mailto:a@mail.example.com").consent == ReportConsent::same_organization);
  CHECK(consent("mailto:a@yes.example").consent == ReportConsent::given);
  CHECK(consent("mailto:a@no.example").consent == ReportConsent::missing);
  CHECK(consent("mailto:a@no.example").fix ==
        "have its owner publish: example.com._report._dmarc.no.example. IN TXT \"v=DMARC1\"");
  CHECK(consent("mailto:a@mute.example").consent == ReportConsent::unknown);
  CHECK(consent("mailto:a@mute.example").trouble ==
        "TXT lookup for example.com._report._dmarc.mute.example: no answer in time");
}

TEST_CASE("while one of two tags is to be chosen, no whole record with the two is told") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.a.example", "v=DMARC1; p=reject; p=none; t=y; rua=mailto:a@a.example");
  CHECK(show(discover_dmarc(dns, "a.example", MailRule::mx, kNever).findings) ==
        "warn 20: p= stands twice, and counts once => keep one of the two, the one that is meant\n"
        "hint: t=y: p=reject counts as quarantine; take it out once the reports show no mail of "
        "yours => first keep one of the two p=\n");
}

TEST_CASE("what else is to be done with a record that is mended is told in words") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.a.example", "v=DMARC1; p=reject; t=y; adkim=x; rua=mailto:a@a.example");
  CHECK(show(discover_dmarc(dns, "a.example", MailRule::mx, kNever).findings) ==
        "warn 31: adkim= must be r or s, not \"x\", and is ignored => publish in its place: "
        "_dmarc.a.example. IN TXT \"v=DMARC1; p=reject; t=y; rua=mailto:a@a.example\"\n"
        "hint: t=y: p=reject counts as quarantine; take it out once the reports show no mail of "
        "yours => then take t=y out of it\n");
}

TEST_CASE("a record without its underscore, or with the domain twice, is told") {
  for (const char* name : {"dmarc.a.example", "a.example", "_dmarc.a.example.a.example"}) {
    dns::FakeResolver dns;
    dns.txt(name, "v=DMARC1; p=reject; rua=mailto:a@a.example");
    CHECK(show(discover_dmarc(dns, "a.example", MailRule::mx, kNever).findings) ==
          fmt::format("fail: the DMARC record stands at {0}, where nobody looks for it => write "
                      "p=reject once the reports show no mail of yours\n"
                      "publish: _dmarc.a.example. IN TXT \"v=DMARC1; p=none; "
                      "rua=mailto:a@a.example\"\n"
                      "remove: {0}. IN TXT \"v=DMARC1; p=reject; rua=mailto:a@a.example\"\n",
                      name));
  }
}

TEST_CASE("no other name is asked for where there is a record") {
  dns::FakeResolver dns;
  dns.txt("_dmarc.a.example", "v=DMARC1; p=reject; rua=mailto:a@a.example");
  (void)discover_dmarc(dns, "a.example", MailRule::mx, kNever);
  CHECK(dns.asked == std::vector<std::string>{"TXT _dmarc.a.example", "TXT _dmarc.example"});
}
