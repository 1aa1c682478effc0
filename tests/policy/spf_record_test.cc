#include "policy/spf_record.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

SpfRecord parsed(std::string_view text) {
  auto record = parse_spf(text);
  REQUIRE(record);
  return *record;
}

Finding error(std::string_view text) {
  const auto record = parse_spf(text);
  REQUIRE_FALSE(record);
  return record.error();
}

}  // namespace

TEST_CASE("a record's terms keep their text and column") {
  const SpfRecord record =
      parsed("v=spf1  ~A:a.example/24//64 redirect=b.example x=y exp=c.example");
  REQUIRE(record.directives.size() == 1);
  const SpfDirective& a = record.directives.front();
  CHECK(a.qualifier == SpfQualifier::softfail);
  CHECK(a.mechanism == SpfMechanism::a);
  CHECK(a.domain->text == "a.example");
  CHECK(a.prefix4 == 24);
  CHECK(a.prefix6 == 64);
  CHECK(a.text == "~A:a.example/24//64");
  CHECK(a.column == 8);
  CHECK(record.redirect->value.text == "b.example");
  CHECK(record.redirect->column == 28);
  CHECK(record.exp->text == "exp=c.example");
  REQUIRE(record.unknown.size() == 1);
  CHECK(record.unknown.front().name == "x");
}

TEST_CASE("addresses keep their own prefix length") {
  const SpfRecord record = parsed("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ip4:192.0.2.1");
  REQUIRE(record.directives.size() == 3);
  CHECK(record.directives[0].prefix4 == 24);
  CHECK(record.directives[1].ip.show() == "2001:db8::");
  CHECK(record.directives[1].prefix6 == 32);
  CHECK(record.directives[2].prefix4 == 32);
}

TEST_CASE("only the terms that ask count") {
  CHECK(asks_dns(SpfMechanism::include));
  CHECK(asks_dns(SpfMechanism::exists));
  CHECK_FALSE(asks_dns(SpfMechanism::ip4));
  CHECK_FALSE(asks_dns(SpfMechanism::all));
}

TEST_CASE("a slash inside a name is part of it") {
  const SpfRecord record = parsed("v=spf1 a:a/24.example.com/24");
  CHECK(record.directives.front().domain->text == "a/24.example.com");
  CHECK(record.directives.front().prefix4 == 24);
}

// All error paths of parse_spf follow; tests/policy/spf_cases.txt has their texts section by
// section.

TEST_CASE("an error points at its column") {
  CHECK(error("spf1 -all") == Finding{Level::fail,
                                      "an SPF record begins with \"v=spf1\" and a blank",
                                      "publish: v=spf1 -all", 0});
  CHECK(error("v=spf1 -inclde:a.example") == Finding{Level::fail,
                                                     "there is no mechanism \"inclde\"",
                                                     "write include instead of inclde", 8});
  CHECK(error("v=spf1 a:%{q}.example") ==
        Finding{Level::fail, "there is no macro letter 'q'",
                "write s, l, o, d, i, p, h or v (RFC 7208 section 7.2)", 11});
  CHECK(error("v=spf1 a/24//640") ==
        Finding{Level::fail, "the prefix length must be a number from 0 to 128", "", 13});
  CHECK(error("v=spf1 a/240//64") ==
        Finding{Level::fail, "the prefix length must be a number from 0 to 32", "", 9});
  CHECK(error("v=spf1 ip4:192.0.2.1/99") ==
        Finding{Level::fail, "the prefix length must be a number from 0 to 32", "", 21});
  CHECK(error("v=spf1 ip6:nothing") ==
        Finding{Level::fail, "nothing is not an IPv6 address", "", 11});
  CHECK(error("v=spf1 include") ==
        Finding{Level::fail, "\"include\" needs a domain name: include:example.com", "", 14});
  CHECK(error("v=spf1 all:x") == Finding{Level::fail, "nothing can stand behind \"all\"", "", 10});
  CHECK(error("v=spf1 ~exp=a.example") ==
        Finding{Level::fail, "a modifier has no qualifier: write exp=a.example", "", 7});
  CHECK(error("v=spf1 =a.example") ==
        Finding{Level::fail, "the name of a modifier must begin with a letter", "", 7});
  CHECK(error("v=spf1 exp=a.example exp=a.example") ==
        Finding{Level::fail, "exp= stands twice", "keep one of the two", 21});
}

TEST_CASE("what was meant by a term is told where it can be told") {
  const auto fix = [](std::string_view term) { return error("v=spf1 " + std::string(term)).fix; };
  CHECK(fix("redirect:a.example") == "write redirect=a.example");
  CHECK(fix("8.8.8.8") == "write ip4:8.8.8.8");
  CHECK(fix("2001:db8::/32") == "write ip6:2001:db8::/32");
  CHECK(fix("\xE2\x80\x93"
            "all") == "write -all");
  CHECK(fix("ip6:192.0.2.1") == "write ip4:192.0.2.1");
  CHECK(fix("all-") == "write -all instead of all-");
  CHECK(fix("ip4:192.0.2.1,ip4:192.0.2.2") == "write a blank instead of the comma");
  CHECK(fix("ip4:192.0.2.1ip4:192.0.2.2") == "write a blank in front of ip4:192.0.2.2");
  CHECK(fix("a/024") == "write /24");
  CHECK(fix("- all") == "remove the blank behind -");
  CHECK(fix("mail") == "remove mail, or write what it is to name: a:HOST, include:DOMAIN");
}

TEST_CASE("a semicolon behind a mechanism is to be removed") {
  CHECK(error("v=spf1 mx -all; v=spf1 a -all") ==
        Finding{Level::fail, "\";\" cannot stand behind \"all\"", "remove ;", 14});
  CHECK(error("v=spf1 mx]") == Finding{Level::fail, "\"]\" cannot stand behind \"mx\"", "", 9});
}

TEST_CASE("all errors are told at once, up to ten") {
  CHECK(show(spf_errors("v=spf1 inlcude:a.example ip4:1 mx -all")) ==
        "fail 7: there is no mechanism \"inlcude\" => write include instead of inlcude\n"
        "fail 29: 1 is not an IPv4 address\n");
  std::string many = "v=spf1";
  for (int i = 0; i < 11; ++i) many += " ip4:1";
  CHECK(spf_errors(many).size() == 10);
  CHECK(spf_errors("v=spf1 -all").empty());
}

TEST_CASE("a caret shows where") {
  const std::string record = "v=spf1 mial -all";
  CHECK(with_caret(record, error(record).column.value()) == "v=spf1 mial -all\n       ^");
}
