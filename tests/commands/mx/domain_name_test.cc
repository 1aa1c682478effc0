#include "commands/mx/domain_name.h"

#include <doctest/doctest.h>

namespace {

std::string error(std::string_view name) {
  const auto domain = commands::domain_to_ask(name);
  REQUIRE_FALSE(domain);
  CHECK(domain.error().kind == base::ErrorKind::parse);
  return domain.error().text;
}

}  // namespace

TEST_CASE("a domain is asked for in A-labels") {
  CHECK(commands::domain_to_ask("b\xc3\xbc"
                                "cher.example") == "xn--bcher-kva.example");
}

TEST_CASE("who writes an address is told what to write") {
  CHECK(error("2001:db8::1") ==
        "2001:db8::1 is an IP address, and a domain is needed; may it send for one: --spf-check "
        "2001:db8::1 DOMAIN");
  CHECK(error("bob@example.com") ==
        "bob@example.com is an address, and a domain is needed: example.com, or --route "
        "bob@example.com");
}
