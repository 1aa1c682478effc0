#include "policy/spf_macro.h"

#include <doctest/doctest.h>

using namespace policy;

namespace {

SpfMacroValues example(const char* ip = "192.0.2.3") {
  SpfMacroValues values{net::IpAddress::parse(ip).value(), "strong-bad@email.example.com",
                        "email.example.com", "mx.example.org"};
  values.receiver = "mx.example.net";
  values.now = 1234567890;
  return values;
}

std::string expanded(std::string_view text, const SpfMacroValues& values = example()) {
  const auto macros = parse_spf_macros(text, SpfMacroUse::explain);
  REQUIRE(macros);
  return expand_spf_macros(*macros, values);
}

Finding error(std::string_view text, SpfMacroUse use = SpfMacroUse::domain) {
  const auto macros = parse_spf_macros(text, use, 10);
  REQUIRE_FALSE(macros);
  return macros.error();
}

}  // namespace

TEST_CASE("macros expand as in the table of RFC 7208 section 7.4") {
  CHECK(expanded("%{s}") == "strong-bad@email.example.com");
  CHECK(expanded("%{o}") == "email.example.com");
  CHECK(expanded("%{d}") == "email.example.com");
  CHECK(expanded("%{d4}") == "email.example.com");
  CHECK(expanded("%{d3}") == "email.example.com");
  CHECK(expanded("%{d2}") == "example.com");
  CHECK(expanded("%{d1}") == "com");
  CHECK(expanded("%{dr}") == "com.example.email");
  CHECK(expanded("%{d2r}") == "example.email");
  CHECK(expanded("%{l}") == "strong-bad");
  CHECK(expanded("%{l-}") == "strong.bad");
  CHECK(expanded("%{lr}") == "strong-bad");
  CHECK(expanded("%{lr-}") == "bad.strong");
  CHECK(expanded("%{l1r-}") == "strong");
}

TEST_CASE("names are made of macros as in the examples of RFC 7208 section 7.4") {
  CHECK(expanded("%{ir}.%{v}._spf.%{d2}") == "3.2.0.192.in-addr._spf.example.com");
  CHECK(expanded("%{lr-}.lp._spf.%{d2}") == "bad.strong.lp._spf.example.com");
  CHECK(expanded("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}") ==
        "bad.strong.lp.3.2.0.192.in-addr._spf.example.com");
  CHECK(expanded("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}") ==
        "3.2.0.192.in-addr.strong.lp._spf.example.com");
  CHECK(expanded("%{d2}.trusted-domains.example.net") == "example.com.trusted-domains.example.net");
}

TEST_CASE("an IPv6 address is 32 nibbles in a name, as in RFC 7208 section 7.4") {
  CHECK(expanded("%{ir}.%{v}._spf.%{d2}", example("2001:db8::cb01")) ==
        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com");
  CHECK(expanded("%{c}", example("2001:db8::cb01")) == "2001:db8::cb01");
}

TEST_CASE("every other letter has its value") {
  CHECK(expanded("%{h} %{p} %{r} %{t}") == "mx.example.org unknown mx.example.net 1234567890");
}

TEST_CASE("a letter in upper case escapes its value for a URL") {
  SpfMacroValues values = example();
  values.sender = "a+b/c?d~e_f-g@example.com";
  CHECK(expanded("%{L}", values) == "a%2Bb%2Fc%3Fd~e_f-g");
  CHECK(expanded("%{S1R+}", values) == "a");
}

TEST_CASE("several delimiters split at each of them") {
  SpfMacroValues values = example();
  values.sender = "a.b-c+d,e/f_g=h@example.com";
  CHECK(expanded("%{l.-+,/_=}", values) == "a.b.c.d.e.f.g.h");
  CHECK(expanded("%{l3r+-}", values) == "d,e/f_g=h.c.a.b");
}

TEST_CASE("more parts than there are is all of them, however large the number") {
  CHECK(expanded("%{d128}") == "email.example.com");
  CHECK(expanded("%{d99999999999999999999999999}") == "email.example.com");
}

TEST_CASE("a macro string knows its letters") {
  const auto macros = parse_spf_macros("%{ir}.%{D2}.example.com", SpfMacroUse::domain);
  REQUIRE(macros);
  CHECK(macros->has_letter('d'));
  CHECK_FALSE(macros->has_letter('p'));
  CHECK_FALSE(macros->is_plain());
  CHECK(parse_spf_macros("a%%b.example.com", SpfMacroUse::domain)->is_plain());
}

TEST_CASE("a name to ask for has no last dot and 253 bytes at most") {
  SpfMacroValues values = example();
  values.helo = std::string(60, 'a') + "." + std::string(60, 'b') + "." + std::string(60, 'c') +
                "." + std::string(60, 'd');
  const auto macros = parse_spf_macros("x.%{h}.example.com.", SpfMacroUse::domain);
  REQUIRE(macros);
  CHECK(expand_spf_name(*macros, values) == values.helo.substr(61) + ".example.com");
}

// All error paths of parse_spf_macros follow.

TEST_CASE("an error in a macro stands in the column of the record") {
  CHECK(error("%{d}.%{x}") == Finding{Level::fail, "there is no macro letter 'x'",
                                      "write s, l, o, d, i, p, h or v (RFC 7208 section 7.2)", 17});
  CHECK(error("a%d.example") ==
        Finding{Level::fail, "a percent sign begins no macro here; write %% for the sign itself",
                "", 11});
  CHECK(error("a.%{d") == Finding{Level::fail, "this macro has no closing brace", "", 12});
  CHECK(error("%{d0}") == Finding{Level::fail, "a macro cannot keep 0 parts", "", 14});
  CHECK(error("%{d2:}") == Finding{Level::fail, "':' cannot stand in a macro here", "", 14});
  CHECK(error("%{r}.example") ==
        Finding{Level::fail, "%{r} is allowed only in the text of an explanation", "", 10});
  CHECK(error("") == Finding{Level::fail, "a domain name is missing", "", 10});
  CHECK(error("com") == Finding{Level::fail,
                                "com is not a domain name of two labels or more that ends in a "
                                "top-level domain or a macro",
                                "", 10});
  CHECK(error("a b.example") == Finding{Level::fail, "' ' cannot stand here", "", 11});
  CHECK(error("a\x1b", SpfMacroUse::explain) ==
        Finding{Level::fail, "'\\x1B' cannot stand here", "", 11});
}

TEST_CASE("a blank stands in an explanation alone, and it may have no domain") {
  CHECK(parse_spf_macros("not here", SpfMacroUse::explain));
  CHECK(parse_spf_macros("", SpfMacroUse::explain));
  CHECK(parse_spf_macros("", SpfMacroUse::modifier));
  CHECK(error("a b", SpfMacroUse::modifier).text == "' ' cannot stand here");
}
