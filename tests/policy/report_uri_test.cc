#include "policy/report_uri.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

TEST_CASE("addresses and URLs have a domain") {
  const ReportUris uris =
      parse_report_uris("mailto:A@Example.COM , https://t.example:8443/x?y", 6, ReportKind::tls);
  CHECK(uris.findings.empty());
  REQUIRE(uris.good.size() == 2);
  CHECK(uris.good[0].text == "mailto:A@Example.COM");
  CHECK(uris.good[0].domain == "example.com");
  CHECK(uris.good[1].scheme == "https");
  CHECK(uris.good[1].domain == "t.example");
}

TEST_CASE("a size limit is taken off and named") {
  const ReportUris uris = parse_report_uris("mailto:a@b.example!10m", 6, ReportKind::dmarc);
  CHECK(uris.good.at(0).text == "mailto:a@b.example");
  CHECK(
      show(uris.findings) ==
      "hint 6: the size limit in mailto:a@b.example!10m is ignored => write mailto:a@b.example\n");
}

TEST_CASE("what is no address is named, the rest counts") {
  const ReportUris uris =
      parse_report_uris("a@b.example,mailto:x,,mailto:c@d.example", 6, ReportKind::dmarc);
  CHECK(uris.good.size() == 1);
  CHECK(show(uris.findings) ==
        "fail 6: \"a@b.example\" is not a mailto: address => write mailto:a@b.example\n"
        "fail 18: \"mailto:x\" is not a mailto: address\n"
        "fail 27: \"\" is not a mailto: address\n");
}

TEST_CASE("a URL to which nobody sends reports is named") {
  CHECK(show(parse_report_uris("https://t.example/r", 6, ReportKind::dmarc).findings) ==
        "fail 6: \"https://t.example/r\" is not a mailto: address => write mailto: and an "
        "address\n");
  CHECK(show(parse_report_uris("http://t.example/r", 6, ReportKind::tls).findings) ==
        "fail 6: \"http://t.example/r\" is not a mailto: address => write mailto: and an address, "
        "or an https: URL\n");
}
