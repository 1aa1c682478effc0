#include "policy/tls_rpt.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

std::string error(std::string_view text) {
  const auto record = parse_tls_rpt(text, "example.com");
  REQUIRE_FALSE(record);
  return show(record.error());
}

std::string faults(std::string_view text) {
  const auto record = parse_tls_rpt(text, "example.com");
  REQUIRE(record);
  return show(record->findings);
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
  CHECK(error("v=TLSRPT1; rua=mailto:a@b.example") ==
        "fail 0: a TLS-RPT record begins with v=TLSRPTv1; => publish in its place: "
        "_smtp._tls.example.com. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@example.com\"");
}

TEST_CASE("a TLS-RPT record with faults is told whole, without them") {
  const auto line = [](const char* record) {
    return fmt::format(" => publish in its place: _smtp._tls.example.com. IN TXT \"{}\"\n", record);
  };
  CHECK(faults("v=TLSRPTv1") == "fail: rua= is missing, so nobody gets reports" +
                                    line("v=TLSRPTv1; rua=mailto:postmaster@example.com"));
  CHECK(faults("v=TLSRPTv1; rua=a@b.example") ==
        "fail 16: \"a@b.example\" is not a mailto: address" +
            line("v=TLSRPTv1; rua=mailto:a@b.example"));
  CHECK(faults("v=TLSRPTv1; rau=mailto:a@b.example") ==
        "fail: rua= is missing, so nobody gets reports; rau= is near it" +
            line("v=TLSRPTv1; rua=mailto:a@b.example"));
  CHECK(faults("v=TLSRPTv1; rua") == "fail 12: \"rua\" has no equals sign" +
                                         line("v=TLSRPTv1; rua=mailto:postmaster@example.com") +
                                         "fail: rua= is missing, so nobody gets reports => add "
                                         "rua=mailto:postmaster@example.com\n");
}

TEST_CASE("what cannot be known of a TLS-RPT record is told in words beside the line") {
  CHECK(faults("v=TLSRPTv1; rua=http://b.example/r") ==
        "fail 16: \"http://b.example/r\" is not a mailto: address => write mailto: and an address, "
        "or an https: URL\n"
        "publish in its place: _smtp._tls.example.com. IN TXT \"v=TLSRPTv1; "
        "rua=mailto:postmaster@example.com\"\n");
}

TEST_CASE("several TLS-RPT records are made one that names all addresses") {
  CHECK(merge_tls_rpt({"v=TLSRPTv1; rua=mailto:a@b.example",
                       "v=TLSRPTv1; rua=https://c.example/,mailto:a@b.example"},
                      "example.com") == "v=TLSRPTv1; rua=mailto:a@b.example,https://c.example/");
  CHECK(merge_tls_rpt({"v=TLSRPTv1;", "v=TLSRPTv1; rua=x"}, "example.com") ==
        "v=TLSRPTv1; rua=mailto:postmaster@example.com");
}
