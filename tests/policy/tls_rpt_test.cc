#include "policy/tls_rpt.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

std::string error(std::string_view text) {
  const auto record = parse_tls_rpt(text, "example.com");
  REQUIRE_FALSE(record);
  return show(record.error());
}

}  // namespace

TEST_CASE("a TLS-RPT record names addresses and URLs") {
  const auto record =
      parse_tls_rpt("v=TLSRPTv1;rua=mailto:a@example.com,https://r.example/v1", "example.com");
  REQUIRE(record);
  CHECK(record->uris.size() == 2);
  CHECK(record->findings.empty());
  CHECK(tls_rpt_name("example.com") == "_smtp._tls.example.com");
}

TEST_CASE("what is no TLS-RPT record is named") {
  const std::string fix =
      " => publish in its place: _smtp._tls.example.com. IN TXT \"v=TLSRPTv1; "
      "rua=mailto:postmaster@example.com\"";
  CHECK(error("v=TLSRPT1; rua=mailto:a@b.example") ==
        "fail 0: a TLS-RPT record begins with v=TLSRPTv1;" + fix);
  CHECK(error("v=TLSRPTv1;") == "fail: rua= is missing, so nobody gets reports" + fix);
  CHECK(error("v=TLSRPTv1; rua=a@b.example") ==
        "fail 16: \"a@b.example\" is not a mailto: address => write mailto:a@b.example");
  CHECK(error("v=TLSRPTv1; rua") == "fail 12: \"rua\" has no equals sign");
}
