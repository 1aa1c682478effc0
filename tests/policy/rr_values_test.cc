#include "policy/rr_values.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

DsRecord ds(std::uint8_t algorithm, std::uint8_t digest_type, std::size_t size) {
  return {12345, algorithm, digest_type, std::string(size, '\xab')};
}

}  // namespace

TEST_CASE("a CAA record has flag, tag and value") {
  const auto record = parse_caa(std::string("\x80\x05", 2) + "Issueletsencrypt.org");
  REQUIRE(record);
  CHECK(record->critical);
  CHECK(record->tag == "issue");
  CHECK(record->value == "letsencrypt.org");
  CHECK(show(*record) == "128 issue \"letsencrypt.org\"");
}

TEST_CASE("a CAA record that no authority understands is named") {
  const auto lint = [](bool critical, const char* tag, const char* value) {
    return show(lint_caa({critical, tag, value}, "example.com"));
  };
  CHECK(lint(false, "issue", "ca.example; validationmethods=dns-01") == "");
  CHECK(lint(false, "issue", ";") == "");
  CHECK(lint(false, "iodef", "mailto:a@b.example") == "");
  CHECK(lint(true, "foo", "bar") ==
        "fail: no authority knows the tag foo of 128 foo \"bar\": it issues nothing => remove: "
        "example.com. IN CAA 128 foo \"bar\"\n");
  CHECK(lint(false, "isue", "ca.example") ==
        "warn: no authority knows the tag isue of 0 isue \"ca.example\": it passes over the record "
        "=> publish: example.com. IN CAA 0 issue \"ca.example\"\n"
        "remove: example.com. IN CAA 0 isue \"ca.example\"\n");
  CHECK(lint(false, "issue", "My CA") ==
        "fail: 0 issue \"My CA\" names no authority's domain: none may issue => name the authority "
        "by its domain in place of: example.com. IN CAA 0 issue \"My CA\"\n");
  for (const char* name :
       {"Let's Encrypt", "letsencrypt", "lets encrypt org", "https://letsencrypt.org/"})
    CHECK(
        lint(false, "issue", name) ==
        fmt::format("fail: 0 issue \"{0}\" names no authority's domain: none may issue => publish: "
                    "example.com. IN CAA 0 issue \"letsencrypt.org\"\n"
                    "remove: example.com. IN CAA 0 issue \"{0}\"\n",
                    name));
  CHECK(lint(false, "iodef", "a@b.example") ==
        "warn: 0 iodef \"a@b.example\" names no URL => publish: example.com. IN CAA 0 iodef "
        "\"mailto:a@b.example\"\n"
        "remove: example.com. IN CAA 0 iodef \"a@b.example\"\n");
}

TEST_CASE("a DS record has key tag, algorithm, type and digest") {
  const auto record = parse_ds("\x30\x39\x0d\x02" + std::string(2, '\xab'));
  REQUIRE(record);
  CHECK(show(*record) == "12345 13 2 abab");
  CHECK(dnssec_algorithm_name(13) == "ECDSAP256SHA256");
  CHECK(dnssec_algorithm_name(99) == "algorithm 99");
}

TEST_CASE("a DS record of today has nothing against it") {
  CHECK(lint_ds(ds(13, 2, 32)).empty());
  CHECK(lint_ds(ds(8, 4, 48)).empty());
}

TEST_CASE("a DS record of yesterday is named") {
  CHECK(show(lint_ds(ds(5, 1, 20))) ==
        "warn: RSASHA1 is not for signing any more (RFC 8624), validators may take the zone for "
        "unsigned => sign with ECDSAP256SHA256\n"
        "warn: SHA-1 is not for DS records any more (RFC 8624) => publish a DS record with SHA-256 "
        "(2)\n");
  CHECK(show(lint_ds(ds(13, 2, 31))) ==
        "fail: SHA-256 has 32 bytes, and the DS record holds 31 => publish the DS record again\n");
  CHECK(show(lint_ds(ds(13, 9, 32))) ==
        "fail: there is no DS digest type 9 => publish a DS record with SHA-256 (2)\n");
}

TEST_CASE("an SOA record has its numbers at the end") {
  const auto record = parse_soa(std::string("\xc0\x0c\xc0\x10", 4) +
                                std::string("\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\x0e\x10", 20));
  REQUIRE(record);
  CHECK(record->serial == 1);
  CHECK(record->refresh == 2);
  CHECK(record->retry == 3);
  CHECK(record->expire == 4);
  CHECK(record->negative_ttl == 3600);
}

// All error paths of the parsers follow.

TEST_CASE("values that are cut short are named") {
  for (const std::string& rdata :
       {std::string(), std::string("\0", 1), std::string("\0\5iss", 5), std::string("\0\0", 2)}) {
    const auto record = parse_caa(rdata);
    REQUIRE_FALSE(record);
    CHECK(show(record.error()) == "fail: the CAA record is cut short");
  }
  for (const std::string& rdata : {std::string(), std::string("\1\2\3\4", 4)}) {
    const auto record = parse_ds(rdata);
    REQUIRE_FALSE(record);
    CHECK(show(record.error()) == "fail: the DS record is cut short");
  }
  const auto soa = parse_soa(std::string(21, '\0'));
  REQUIRE_FALSE(soa);
  CHECK(show(soa.error()) == "fail: the SOA record is cut short");
}
