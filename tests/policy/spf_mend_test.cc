#include "policy/spf_mend.h"

#include <doctest/doctest.h>

using policy::mend_spf;

namespace {

std::string mended(std::string_view terms) {
  const auto record = mend_spf("v=spf1 " + std::string(terms));
  if (!record) return "nothing";
  return record->substr(std::string_view("v=spf1 ").size());
}

}  // namespace

TEST_CASE("a record without errors has nothing to mend") {
  CHECK(mended("mx -all") == "nothing");
  CHECK(mended("mx ?all") == "nothing");
  CHECK_FALSE(mend_spf("v=spf10 mx"));
}

TEST_CASE("a misspelt term is written anew") {
  CHECK(mended("inlcude:a.example -all") == "include:a.example -all");
  CHECK(mended("ipv4:192.0.2.1 -all") == "ip4:192.0.2.1 -all");
  CHECK(mended("ip:192.0.2.1 -all") == "ip4:192.0.2.1 -all");
  CHECK(mended("redirect:a.example") == "redirect=a.example");
  CHECK(mended("mx -al") == "mx -all");
  CHECK(mended("include:https://a.example/ -all") == "include:a.example -all");
}

TEST_CASE("a network gets its mechanism and its prefix length") {
  CHECK(mended("192.0.2.0/24 -all") == "ip4:192.0.2.0/24 -all");
  CHECK(mended("-2001:db8::1 mx ~all") == "-ip6:2001:db8::1 mx ~all");
  CHECK(mended("ip4:2001:db8::/32 -all") == "ip6:2001:db8::/32 -all");
  CHECK(mended("ip6:192.0.2.1 -all") == "ip4:192.0.2.1 -all");
  CHECK(mended("ip4:10.0.0.0/08 -all") == "ip4:10.0.0.0/8 -all");
  CHECK(mended("mx/024 -all") == "mx/24 -all");
}

TEST_CASE("commas, semicolons, quotation marks and blanks in the wrong place go") {
  CHECK(mended("ip4:192.0.2.1,ip4:192.0.2.2 -all") == "ip4:192.0.2.1 ip4:192.0.2.2 -all");
  CHECK(mended("ip4:192.0.2.1,192.0.2.2, -all") == "ip4:192.0.2.1 ip4:192.0.2.2 -all");
  CHECK(mended("mx; -all;") == "mx -all");
  CHECK(mended("mx -all\"") == "mx -all");
  CHECK(mended("ip4:192.0.2.1ip4:192.0.2.2 -all") == "ip4:192.0.2.1 ip4:192.0.2.2 -all");
  CHECK(mended("ip4:192.0.2.1-all") == "ip4:192.0.2.1 -all");
  CHECK(mended("include: a.example ip4: 192.0.2.1 - all") ==
        "include:a.example ip4:192.0.2.1 -all");
}

TEST_CASE("a modifier has no qualifier, and stands once") {
  CHECK(mended("mx ~redirect=a.example") == "mx redirect=a.example");
  CHECK(mended("mx -redirect=a.example") == "mx redirect=a.example");
  CHECK(mended("redirect=a.example redirect=a.example") == "redirect=a.example");
}

TEST_CASE("a typographic dash is one") {
  CHECK(mended("mx \xE2\x80\x93"
               "all") == "mx -all");
}

TEST_CASE("what else can be mended is mended with it") {
  CHECK(mended("inlcude:a.example ?all") == "include:a.example ~all");
  CHECK(mended("192.0.2.1") == "ip4:192.0.2.1 ~all");
}

TEST_CASE("a second record inside the first is merged with it") {
  CHECK(mended("mx -all; v=spf1 a ~all") == "mx a ~all");
  CHECK(mended("mx -all v=spf1 mx ip4:192.0.2.1 -all") == "mx ip4:192.0.2.1 -all");
  CHECK(mended("mx -all v=spf1 redirect=a.example") == "nothing");
}

TEST_CASE("a record of very many faults takes no time") {
  std::string terms = "include:";
  while (terms.size() < 2000) terms += "a.b-all";
  CHECK(mended(terms + "!") == "nothing");
  CHECK(mended(std::string(3000, ',')) == "nothing");
}

TEST_CASE("a term that only its owner knows leaves the record as it is") {
  for (const char* terms :
       {"mail -all", "mail.example.com -all", "ip4:192.0.2.300 -all", "ip4:192.0.2.0/33 -all",
        "redirect=a.example redirect=b.example", "192.0.2.1 mail -all", "include: -all"}) {
    CAPTURE(terms);
    CHECK(mended(terms) == "nothing");
  }
}
