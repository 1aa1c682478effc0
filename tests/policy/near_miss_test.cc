#include "policy/near_miss.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

std::string told(RecordKind kind, std::string text) {
  TxtRecord found;
  found.name = "example.com";
  found.others.push_back(std::move(text));
  return show(near_misses(kind, found));
}

// What is wrong, and what to do.
std::string fault(RecordKind kind, const std::string& text) {
  const std::string line = told(kind, text);
  const std::size_t begin = line.find(" record: ");
  return begin == std::string::npos ? line : line.substr(begin + 9);
}

std::string mended(const std::string& record) {
  return " => publish in its place: example.com. IN TXT \"" + record + "\"\n";
}

// Of a DMARC record that nobody has heeded so far.
std::string begun(const std::string& record) {
  return " => write p=reject once the reports show no mail of yours\npublish in its place: "
         "example.com. IN TXT \"" +
         record + "\"\n";
}

}  // namespace

TEST_CASE("a record that is nearly one is told whole") {
  CHECK(told(RecordKind::spf, "v=spf1: include:a.example -all") ==
        "fail: \"v=spf1: include:a.example -all\" at example.com is no SPF record: behind v=spf1 "
        "stands \":\", where a blank must => publish in its place: example.com. IN TXT \"v=spf1 "
        "include:a.example -all\"\n");
}

TEST_CASE("what is wrong in an SPF record is named") {
  const auto spf = [](const char* text) { return fault(RecordKind::spf, text); };
  const std::string good = mended("v=spf1 mx -all");
  CHECK(spf(" v=spf1 mx -all") == "a blank stands in front of it" + good);
  CHECK(spf("\"v=spf1 mx -all\"") == "it stands in quotation marks" + good);
  CHECK(spf("v=spf10 mx -all") == "it begins with v=spf10, and must with v=spf1" + good);
  CHECK(spf("v = spf1 mx -all") == "it begins with v = spf1, and must with v=spf1" + good);
  CHECK(spf("v=sfp1 mx -all") == "it begins with v=sfp1, and must with v=spf1" + good);
  CHECK(spf("spf1 mx -all") == "it begins with spf1, and must with v=spf1" + good);
  CHECK(spf("v=spf1; mx -all") == "behind v=spf1 stands \";\", where a blank must" + good);
}

TEST_CASE("what is wrong in a record of tags is named") {
  const auto dmarc = [](const char* text) { return fault(RecordKind::dmarc, text); };
  const std::string good = begun("v=DMARC1; p=none");
  CHECK(dmarc("v=DMARC1, p=reject") ==
        "behind v=DMARC1 stands \",\", where a semicolon must" + good);
  CHECK(dmarc("v=DMARC1 p=reject") == "behind v=DMARC1 a semicolon is missing" + good);
  CHECK(dmarc("v=dmarc1; p=reject") == "it begins with v=dmarc1, and must with v=DMARC1" + good);
  CHECK(dmarc("p=reject; v=DMARC1") == "v=DMARC1 must stand first" + good);
  CHECK(dmarc("p=reject") == "v=DMARC1; is missing in front of it" + good);
  CHECK(fault(RecordKind::mta_sts, "v=STSv2; id=1;") ==
        "it begins with v=STSv2, and must with v=STSv1" + mended("v=STSv1; id=1;"));
  CHECK(fault(RecordKind::tls_rpt, "v=TLSRPTv1, rua=mailto:a@b.example") ==
        "behind v=TLSRPTv1 stands \",\", where a semicolon must" +
            mended("v=TLSRPTv1; rua=mailto:a@b.example"));
  CHECK(fault(RecordKind::bimi, "v=BIMI2; l=https://a.example/l.svg") ==
        "it begins with v=BIMI2, and must with v=BIMI1" +
            mended("v=BIMI1; l=https://a.example/l.svg"));
}

TEST_CASE("what has more faults is not told to be published") {
  CHECK(fault(RecordKind::spf, "v=spf10 mail") ==
        "it begins with v=spf10, and must with v=spf1 => write it anew: it must begin with v=spf1 "
        "and a blank\n");
  CHECK(fault(RecordKind::dmarc, "v=DMARC1, p=deny, rua=mailto:a@b.example") ==
        "behind v=DMARC1 stands \",\", where a semicolon must => write it anew: it must begin with "
        "v=DMARC1;\n");
}

TEST_CASE("what else is wrong goes too where that is certain") {
  CHECK(fault(RecordKind::dmarc, "v=DMARC1, p=reject, rua=a@b.example") ==
        "behind v=DMARC1 stands \",\", where a semicolon must" +
            mended("v=DMARC1; p=none; rua=mailto:a@b.example"));
  CHECK(fault(RecordKind::tls_rpt, "v=TLSRPT1 rua=mailto://a@b.example") ==
        "it begins with v=TLSRPT1, and must with v=TLSRPTv1" +
            mended("v=TLSRPTv1; rua=mailto:a@b.example"));
}

TEST_CASE("backslashes out of a zone file are named") {
  const std::string told = "backslashes stand in front of its semicolons";
  CHECK(fault(RecordKind::dmarc, "v=DMARC1\\; p=reject\\;") == told + begun("v=DMARC1; p=none;"));
  CHECK(fault(RecordKind::mta_sts, "v=STSv1\\; id=1\\;") == told + mended("v=STSv1; id=1;"));
}

TEST_CASE("of several one record is to be made") {
  TxtRecord found;
  found.name = "example.com";
  found.others = {"v=spf1: mx -all", "  v=spf1"};
  CHECK(show(near_misses(RecordKind::spf, found)) ==
        "fail: \"v=spf1: mx -all\" at example.com is no SPF record: behind v=spf1 stands \":\", "
        "where "
        "a blank must => publish one record that says what all of them mean\n"
        "fail: \"  v=spf1\" at example.com is no SPF record: a blank stands in front of it => "
        "publish "
        "one record that says what all of them mean\n");
}

TEST_CASE("other records are none of ours") {
  for (const RecordKind kind : {RecordKind::spf, RecordKind::dmarc, RecordKind::mta_sts,
                                RecordKind::tls_rpt, RecordKind::bimi})
    for (const char* text : {"", "hello", "google-site-verification=abc", "MS=ms12345678",
                             "v=msv1 t=1", "v=DKIM1; p=x", "spf2.0/pra mx -all", "version 1",
                             "k=rsa; p=abc", "_globalsign-domain-verification=x"})
      CHECK(told(kind, text) == "");
  CHECK(told(RecordKind::mta_sts, "v=spf1 mx -all") == "");
  CHECK(told(RecordKind::dmarc, "v=spf1 mx -all") == "");
}
