#include "policy/bimi.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "dns/fake_resolver.h"
#include "policy/finding_text.h"

using namespace policy;

namespace {

std::string findings(std::string_view text) {
  const auto record = parse_bimi(text, "example.com");
  REQUIRE(record);
  return show(record->findings);
}

std::string error(std::string_view text) {
  const auto record = parse_bimi(text, "example.com");
  REQUIRE_FALSE(record);
  return show(record.error());
}

std::string lint(const char* dmarc) {
  dns::FakeResolver dns;
  dns.txt("_dmarc.example.com", dmarc);
  return show(
      lint_bimi_policy(discover_dmarc(dns, "example.com", MailRule::mx, base::Deadline::never())));
}

}  // namespace

TEST_CASE("a BIMI record names a logo and its certificate") {
  const auto record =
      parse_bimi("v=BIMI1; l=https://example.com/Logo.SVG; a=https://example.com/m.pem; avp=brand",
                 "example.com");
  REQUIRE(record);
  CHECK(record->logo == "https://example.com/Logo.SVG");
  CHECK(record->evidence == "https://example.com/m.pem");
  CHECK(record->avatar == "brand");
  CHECK_FALSE(record->declined);
  CHECK(record->findings.empty());
  CHECK(bimi_name("example.com") == "default._bimi.example.com");
  CHECK(bimi_name("example.com", "brand") == "brand._bimi.example.com");
}

TEST_CASE("an empty logo declines") {
  CHECK(parse_bimi("v=BIMI1; l=; a=;", "example.com")->declined);
}

TEST_CASE("a logo without certificate, or of another kind, is a hint") {
  CHECK(findings("v=BIMI1; l=https://example.com/logo.png") ==
        "hint 11: the logo should be an SVG Tiny PS file => name the URL of a .svg in l=\n"
        "hint: without a mark certificate (a=, the URL of a VMC or CMC) most mailbox providers "
        "show no logo => publish in its place: default._bimi.example.com. IN TXT \"v=BIMI1; "
        "l=https://example.com/logo.png; a=CERTIFICATE.pem\"\n");
}

TEST_CASE("a logo needs a DMARC policy that protects") {
  CHECK(lint("v=DMARC1; p=reject") == "");
  CHECK(lint("nothing") ==
        "fail: no logo is shown without a DMARC policy of quarantine or reject => follow the row "
        "dmarc, and ask for quarantine once its reports allow it\n");
  CHECK(lint("v=DMARC1; p=none") ==
        "fail: no logo is shown while the DMARC policy is none => follow the row dmarc, and ask "
        "for quarantine once its reports allow it\n");
  CHECK(lint("v=DMARC1; p=reject; sp=none") ==
        "fail: no logo is shown while subdomains have the DMARC policy none => follow the row "
        "dmarc, and ask for sp=quarantine once its reports allow it\n");
}

TEST_CASE("a DMARC policy that t=y makes none is said to be a test") {
  CHECK(lint("v=DMARC1; p=reject; t=y") == "");
  CHECK(lint("v=DMARC1; p=quarantine; t=y") ==
        "fail: no logo is shown while t=y makes the DMARC policy none => follow the row dmarc, "
        "and take out t=y once its reports allow it\n");
  CHECK(lint("v=DMARC1; p=none; t=y") ==
        "fail: no logo is shown while the DMARC policy is none => follow the row dmarc, and ask "
        "for quarantine once its reports allow it\n");
}

TEST_CASE("what is no BIMI record is named") {
  CHECK(error("v=BIMI2; l=") ==
        "fail 0: a BIMI record begins with v=BIMI1; => publish in its place: "
        "default._bimi.example.com. IN TXT \"v=BIMI1; l=LOGO.svg; a=CERTIFICATE.pem\"");
}

TEST_CASE("a BIMI record with faults is told whole, without them") {
  const auto line = [](const char* record) {
    return fmt::format(" => publish in its place: default._bimi.example.com. IN TXT \"{}\"\n",
                       record);
  };
  const std::string no_certificate =
      "hint: without a mark certificate (a=, the URL of a VMC or CMC) most mailbox providers show "
      "no logo => then write a=CERTIFICATE.pem in it\n";
  CHECK(findings("v=BIMI1; l=http://a.example/b.svg") ==
        "fail 11: l= must be an https URL" + line("v=BIMI1; l=https://a.example/b.svg") +
            no_certificate);
  CHECK(findings("v=BIMI1; l=a.example/b.svg; a=http://a.example/m.pem") ==
        "fail 11: l= must be an https URL" +
            line("v=BIMI1; l=https://a.example/b.svg; a=https://a.example/m.pem") +
            "fail 30: a= must be an https URL => write a=https://a.example/m.pem\n");
  CHECK(findings("v=BIMI1; l") ==
        "fail 9: \"l\" has no equals sign" + line("v=BIMI1; l=LOGO.svg") +
            "fail: l= is missing, so there is no logo to show => add l=LOGO.svg\n" +
            no_certificate);
}

TEST_CASE("a URL that cannot be known is to be filled in") {
  CHECK(findings("v=BIMI1; l=https://a.example/b.svg; a=x") ==
        "fail 38: a= must be an https URL => write a=CERTIFICATE.pem\n"
        "publish in its place: default._bimi.example.com. IN TXT \"v=BIMI1; "
        "l=https://a.example/b.svg; a=CERTIFICATE.pem\"\n");
}

TEST_CASE("a URL with a line end or a blank in it is none: it would be more than a path") {
  for (const std::string_view url : {"https://a.example/x\r\nHost: b", "https://a.example/x y"}) {
    const auto record = policy::parse_bimi("v=BIMI1; l=" + std::string(url), "example.com");
    REQUIRE(record);
    CHECK(record->logo.empty());
    CHECK(record->findings.at(0).text == "l= must be an https URL");
  }
}
