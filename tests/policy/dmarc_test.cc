#include "policy/dmarc.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

DmarcRecord parsed(std::string_view text) {
  auto record = parse_dmarc(text, "example.com");
  REQUIRE(record);
  return *record;
}

std::string findings(std::string_view text) { return show(parsed(text).findings); }

std::string meanings(const DmarcRecord& record) {
  std::string lines;
  for (const TagMeaning& meaning : record.meanings)
    lines += meaning.tag + ": " + meaning.meaning + '\n';
  return lines;
}

}  // namespace

TEST_CASE("every tag of a record is read and explained") {
  const DmarcRecord record = parsed(
      "v=DMARC1; p=reject; sp=quarantine; np=reject; adkim=s; aspf=r; psd=n; t=y; "
      "rua=mailto:a@example.com,mailto:b@example.net; ruf=mailto:c@example.com; fo=1:d");
  CHECK(record.policy == DmarcPolicy::reject);
  CHECK(record.subdomains == DmarcPolicy::quarantine);
  CHECK(record.missing == DmarcPolicy::reject);
  CHECK(record.dkim == DmarcAlignment::strict);
  CHECK(record.spf == DmarcAlignment::relaxed);
  CHECK(record.psd == DmarcPsd::no);
  CHECK(record.testing);
  CHECK(record.aggregate.size() == 2);
  CHECK(record.failure.size() == 1);
  CHECK(record.failure_options == "1:d");
  CHECK(meanings(record) ==
        "v=DMARC1: this is a DMARC record\n"
        "p=reject: mail that fails is to be refused\n"
        "sp=quarantine: mail from subdomains that fails is suspicious: to the spam folder\n"
        "np=reject: mail from subdomains that do not exist that fails is to be refused\n"
        "adkim=s: DKIM must be for exactly the domain of From:\n"
        "aspf=r: SPF may be for any name of the same organization\n"
        "psd=n: this is the organizational domain of all names below it\n"
        "t=y: a test: one step milder than published\n"
        "rua=mailto:a@example.com,mailto:b@example.net: daily reports go to mailto:a@example.com, "
        "mailto:b@example.net\n"
        "ruf=mailto:c@example.com: a report about each failure goes to mailto:c@example.com\n"
        "fo=1:d: which failures are reported one by one\n");
  CHECK(
      show(record.findings) ==
      "hint 20: subdomains are protected less than the domain (sp=quarantine, p=reject); once the "
      "reports show no mail of theirs: sp=reject => publish in its place: _dmarc.example.com. IN "
      "TXT \"v=DMARC1; p=reject; sp=reject; "
      "np=reject; adkim=s; aspf=r; psd=n; t=y; rua=mailto:a@example.com,mailto:b@example.net; "
      "ruf=mailto:c@example.com; fo=1:d\"\n");
}

TEST_CASE("a strong record has nothing against it") {
  CHECK(findings("v=DMARC1; p=reject; rua=mailto:a@example.com;") == "");
}

TEST_CASE("a weak record is a hint") {
  CHECK(findings("v=DMARC1; p=none") ==
        "hint: nobody gets reports: rua= is missing, and p=none without it protects nobody => "
        "publish in its place: _dmarc.example.com. IN TXT \"v=DMARC1; p=none; "
        "rua=mailto:dmarc@example.com\"\n");
}

TEST_CASE("a stricter policy is for later, and not in the line that mends what is wrong now") {
  CHECK(findings("v=DMARC1; p=none; rua=mailto:a@b.example; ri=1") ==
        "hint 42: ri= is no longer part of DMARC (RFC 9989), and is ignored => publish in its "
        "place: _dmarc.example.com. IN TXT \"v=DMARC1; p=none; rua=mailto:a@b.example\"\n"
        "hint 10: p=none protects nobody, it only asks for reports; once they show no mail of "
        "yours: quarantine, later reject => then write p=quarantine in it\n");
}

TEST_CASE("a tag that is nearly one is told which") {
  CHECK(findings("v=DMARC1; p=reject; rau=mailto:a@b.example")
            .starts_with("warn 20: there is no tag rau=, and it is ignored; rua= is near it => "
                         "publish in its place: "));
}

TEST_CASE("only v=DMARC1 at the start makes a DMARC record") {
  CHECK(is_dmarc("v=DMARC1"));
  CHECK(is_dmarc("v = DMARC1 ; p=none"));
  CHECK_FALSE(is_dmarc("v=dmarc1; p=none"));
  CHECK_FALSE(is_dmarc("v=DMARC1 p=none"));
  const auto record = parse_dmarc("v=DMARC2; p=none", "example.com");
  REQUIRE_FALSE(record);
  CHECK(show(record.error()) ==
        "fail 0: a DMARC record begins with v=DMARC1; => publish: _dmarc.example.com. IN TXT "
        "\"v=DMARC1; p=none; rua=mailto:dmarc@example.com\"");
}

TEST_CASE("an invalid policy takes the record out of force, unless reports are wanted") {
  const DmarcRecord dead = parsed("v=DMARC1; p=deny");
  CHECK_FALSE(dead.applies);
  CHECK(show(dead.findings) ==
        "fail 12: p= must be none, quarantine or reject, not \"deny\" => write p=none, "
        "p=quarantine or p=reject\n"
        "publish in its place: _dmarc.example.com. IN TXT \"v=DMARC1; p=none\"\n");
  const DmarcRecord saved = parsed("v=DMARC1; p=reject; sp=deny; rua=mailto:a@example.com");
  CHECK(saved.applies);
  CHECK(saved.policy == DmarcPolicy::none);
}

TEST_CASE("a policy that is nearly one is told which, and counts as none until its time comes") {
  CHECK(show(parsed("v=DMARC1; p=rejct; rua=mailto:a@example.com").findings) ==
        "fail 12: p= must be none, quarantine or reject, not \"rejct\" => write p=none, and "
        "p=reject once the reports show no mail of yours\npublish in its place: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=none; rua=mailto:a@example.com\"\n");
}

TEST_CASE("a blank in front of the version takes the record away") {
  CHECK(findings(" v=DMARC1; p=reject; rua=mailto:a@b.example") ==
        "fail 0: a blank stands in front of v=, so receivers discard the record => publish in its "
        "place: _dmarc.example.com. IN TXT \"v=DMARC1; p=none; rua=mailto:a@b.example\"\n"
        "hint: no receiver heeds its policy so far => write p=reject once the reports show no mail "
        "of yours\n");
}

TEST_CASE("a policy under a name that is nearly one is not in force, and stands once in the line") {
  CHECK(findings("v=DMARC1; spp=reject; p=none; rua=mailto:a@b.example")
            .find("TXT \"v=DMARC1; sp=none; p=none; rua=mailto:a@b.example\"") !=
        std::string::npos);
}

TEST_CASE("a missing policy counts as none where reports are wanted") {
  CHECK(findings("v=DMARC1; rua=mailto:a@example.com") ==
        "warn: p= is missing, so it counts as none => publish in its place: _dmarc.example.com. IN "
        "TXT \"v=DMARC1; p=none; rua=mailto:a@example.com\"\n");
  CHECK(findings("v=DMARC1; adkim=r") ==
        "fail: p= is missing, so receivers ignore the record => publish in its place: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=none; adkim=r\"\n");
}

TEST_CASE("what RFC 9989 took out is named") {
  CHECK(findings("v=DMARC1; p=reject; rua=mailto:a@b.example; pct=50; ri=3600; rf=afrf") ==
        "warn 44: pct= is no longer part of DMARC (RFC 9989): only receivers of RFC 7489 heed it, "
        "and others test by t=y => take it out once the reports show no mail of yours\n"
        "hint 52: ri= is no longer part of DMARC (RFC 9989), and is ignored => publish in its "
        "place: _dmarc.example.com. IN TXT \"v=DMARC1; p=reject; rua=mailto:a@b.example; pct=50\"\n"
        "hint 61: rf= is no longer part of DMARC (RFC 9989), and is ignored => remove rf=\n");
}

TEST_CASE("a pct that spares no mail is taken out") {
  for (const std::string_view pct : {"100", "x", "101"})
    CHECK(findings(fmt::format("v=DMARC1; p=reject; pct={}; rua=mailto:a@b.example", pct)) ==
          "hint 20: pct= is no longer part of DMARC (RFC 9989), and is ignored => publish in its "
          "place: _dmarc.example.com. IN TXT \"v=DMARC1; p=reject; rua=mailto:a@b.example\"\n");
  CHECK(findings("v=DMARC1; p=none; pct=20; rua=mailto:a@b.example")
            .starts_with("hint 18: pct= is no longer part of DMARC (RFC 9989), and is ignored => "
                         "publish in its place: _dmarc.example.com. IN TXT \"v=DMARC1; p=none; "
                         "rua=mailto:a@b.example\"\n"));
}

TEST_CASE("beside pct=0 t=y asks the receivers of today for the same") {
  const std::string fault =
      "warn 20: pct= is no longer part of DMARC (RFC 9989): only receivers of RFC 7489 heed it, "
      "and others test by t=y => ";
  CHECK(findings("v=DMARC1; p=reject; pct=0; rua=mailto:a@b.example") ==
        fault +
            "publish in its place: _dmarc.example.com. IN TXT \"v=DMARC1; p=reject; pct=0; "
            "rua=mailto:a@b.example; t=y\"\n");
  CHECK(findings("v=DMARC1; p=reject; pct=0; t=y; rua=mailto:a@b.example") ==
        fault + "take it out once the reports show no mail of yours\n");
}

TEST_CASE("of a tag that stands twice the second goes where nothing is to be decided") {
  CHECK(findings("v=DMARC1; p=none; p=none; xx=1; xx=2") ==
        "warn 18: p= stands twice, and counts once => publish in its place: _dmarc.example.com. IN "
        "TXT \"v=DMARC1; p=none; rua=mailto:dmarc@example.com\"\n"
        "warn 32: xx= stands twice, and counts once => remove the second one\n"
        "warn 26: there is no tag xx=, and it is ignored => remove xx=\n"
        "hint: nobody gets reports: rua= is missing, and p=none without it protects nobody => add "
        "rua=mailto:dmarc@example.com\n");
}

TEST_CASE("of a tag that nobody reads any more it does not matter which of two counts") {
  CHECK(findings("v=DMARC1; p=reject; rua=mailto:a@b.example; ri=86400; ri=3600")
            .find("publish in its place: _dmarc.example.com. IN TXT \"v=DMARC1; p=reject; "
                  "rua=mailto:a@b.example\"\n") != std::string::npos);
}

TEST_CASE("of a tag that stands twice with two values the owner keeps the one that is meant") {
  CHECK(findings("v=DMARC1; p=reject; sp=none; rua=mailto:a@b.example; ri=1; p=none") ==
        "warn 59: p= stands twice, and counts once => keep one of the two, the one that is meant\n"
        "hint 53: ri= is no longer part of DMARC (RFC 9989), and is ignored => remove ri=\n"
        "hint 20: subdomains are protected less than the domain (sp=none, p=reject); once the "
        "reports show no mail of theirs: sp=reject => first keep one of the two p=\n");
}

TEST_CASE("one line mends all that is wrong, and a policy that is not strict comes after it") {
  CHECK(findings("v=DMARC1; p=none; sp=reject; fo=1; adkim=x; rua=postmaster@b.example") ==
        "warn 41: adkim= must be r or s, not \"x\", and is ignored => remove adkim=\n"
        "fail 48: \"postmaster@b.example\" is not a mailto: address => publish in its place: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=none; sp=reject; "
        "rua=mailto:postmaster@b.example\"\n"
        "hint 29: fo= is ignored without ruf= => remove fo=\n"
        "hint 10: p=none protects nobody, it only asks for reports; once they show no mail of "
        "yours: quarantine, later reject => then write p=quarantine in it\n");
}

TEST_CASE("a semicolon that is missing between two tags is told") {
  const DmarcRecord record =
      parsed("v=DMARC1; p=reject rua=mailto:a@b.example, ruf=mailto:c@b.example");
  CHECK_FALSE(record.applies);
  CHECK(record.policy == DmarcPolicy::none);
  CHECK(show(record.findings) ==
        "fail 18: in front of rua= a semicolon is missing => publish in its place: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=none; rua=mailto:a@b.example; "
        "ruf=mailto:c@b.example\"\n"
        "fail 41: in front of ruf= a semicolon is missing => write one\n"
        "hint: no receiver heeds its policy so far => write p=reject once the reports show no mail "
        "of yours\n");
}

TEST_CASE("tags that are wrong are ignored one by one, and the rest holds") {
  CHECK(findings("v=DMARC1; p=reject; rua=mailto:a@b.example; adkim=x; aspf=x; psd=x; t=x; fo=x; "
                 "none; apsf=s") ==
        "fail 79: \"none\" has no equals sign, and is ignored => publish in its place: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=reject; rua=mailto:a@b.example\"\n"
        "warn 50: adkim= must be r or s, not \"x\", and is ignored => remove adkim=\n"
        "warn 58: aspf= must be r or s, not \"x\", and is ignored => remove aspf=\n"
        "warn 65: psd= must be y, n or u, not \"x\", and is ignored => remove psd=\n"
        "warn 70: t= must be y or n, not \"x\", and is ignored => remove t=\n"
        "warn 76: fo= must be 0, 1, d, s or several with colons between, not \"x\", and is ignored "
        "=> remove fo=\n"
        "warn 85: there is no tag apsf=, and it is ignored => remove apsf=\n"
        "hint 73: fo= is ignored without ruf= => remove fo=\n");
}

TEST_CASE("a record of very many tags is read up to a limit") {
  std::string text = "v=DMARC1; p=reject; rua=mailto:a@b.example";
  for (int i = 0; i < 98; ++i) text += fmt::format("; x{}=1", i);
  const DmarcRecord record = parsed(text);
  CHECK(
      show(record.findings.front()) ==
      "fail 711: what stands behind 100 tags is too much, and is ignored => publish in its place: "
      "_dmarc.example.com. IN TXT \"v=DMARC1; p=reject; rua=mailto:a@b.example\"");
}

TEST_CASE("addresses for reports that are none are named") {
  CHECK(findings("v=DMARC1; p=reject; rua=a@b.example") ==
        "fail 24: \"a@b.example\" is not a mailto: address => publish in its place: "
        "_dmarc.example.com. IN TXT \"v=DMARC1; p=reject; rua=mailto:a@b.example\"\n");
}
