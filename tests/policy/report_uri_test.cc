#include "policy/report_uri.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

const std::string kHead = "v=DMARC1; rua=";

struct Read {
  std::vector<ReportUri> good;
  std::string told;    // the findings
  std::string mended;  // the list, mended
};

Read read(const std::string& list, ReportKind kind = ReportKind::dmarc) {
  const std::string text = kHead + list;
  Mending mending;
  Read read;
  read.good = parse_report_uris(std::string_view(text).substr(kHead.size()), kHead.size(), kind,
                                "mailto:me@a.example", mending);
  read.mended = mending.apply_to(text).substr(kHead.size());
  read.told = show(std::move(mending).told(""));
  return read;
}

}  // namespace

TEST_CASE("addresses and URLs have a domain") {
  const Read uris = read("mailto:A@Example.COM , https://t.example:8443/x?y", ReportKind::tls);
  CHECK(uris.told == "");
  REQUIRE(uris.good.size() == 2);
  CHECK(uris.good[0].text == "mailto:A@Example.COM");
  CHECK(uris.good[0].domain == "example.com");
  CHECK(uris.good[1].scheme == "https");
  CHECK(uris.good[1].domain == "t.example");
}

TEST_CASE("a size limit is taken off and named") {
  const Read uris = read("mailto:a@b.example!10m");
  CHECK(uris.good.at(0).text == "mailto:a@b.example");
  CHECK(uris.told ==
        "hint 14: the size limit in mailto:a@b.example!10m is ignored => write "
        "mailto:a@b.example\n");
  CHECK(uris.mended == "mailto:a@b.example");
}

TEST_CASE("what is no address is named, the rest counts") {
  const Read uris = read("a@b.example,mailto:x,,mailto:c@d.example");
  CHECK(uris.good.size() == 1);
  CHECK(uris.told ==
        "fail 14: \"a@b.example\" is not a mailto: address => write mailto:a@b.example\n"
        "fail 26: \"mailto:x\" is not a mailto: address => write mailto: and an address\n"
        "fail 35: \"\" is not a mailto: address => write mailto: and an address\n");
  CHECK(uris.mended == "mailto:a@b.example,mailto:c@d.example");
}

TEST_CASE("an address is known behind a wrong mailto:, and between blanks") {
  const auto mended = [](const char* list) { return read(list).mended; };
  CHECK(mended("mailto://a@b.example") == "mailto:a@b.example");
  CHECK(mended("malto:a@b.example") == "mailto:a@b.example");
  CHECK(mended("email:a@b.example") == "mailto:a@b.example");
  CHECK(mended("mailto: a@b.example") == "mailto:a@b.example");
  CHECK(mended("mailto:a@b.example mailto:c@d.example") == "mailto:a@b.example,mailto:c@d.example");
  CHECK(mended("a@b.example, c@d.example!5m") == "mailto:a@b.example,mailto:c@d.example");
}

TEST_CASE("where no address can be used one's own takes the place of the list") {
  CHECK(read("a b,,c").mended == "mailto:me@a.example");
  CHECK(read("").mended == "mailto:me@a.example");
}

TEST_CASE("a URL to which nobody sends reports is named") {
  const Read dmarc = read("https://t.example/r");
  CHECK(dmarc.told ==
        "fail 14: \"https://t.example/r\" is not a mailto: address => write mailto: and an "
        "address\n");
  CHECK(dmarc.mended == "mailto:me@a.example");
  CHECK(read("http://t.example/r,https://t.example/r", ReportKind::tls).told ==
        "fail 14: \"http://t.example/r\" is not a mailto: address => write mailto: and an address, "
        "or an https: URL\n");
  CHECK(read("http://t.example/r,https://t.example/r", ReportKind::tls).mended ==
        "https://t.example/r");
}
