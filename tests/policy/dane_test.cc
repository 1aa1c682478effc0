#include "policy/dane.h"

#include <doctest/doctest.h>

#include "net/certificates.h"
#include "policy/finding_text.h"

using namespace policy;

namespace {

const std::string kDigits(64, 'a');

TlsaRecord record(const std::string& text) {
  const auto parsed = parse_tlsa_text(text);
  REQUIRE(parsed);
  return *parsed;
}

std::string lint(const std::string& text) { return show(lint_tlsa(record(text))); }

std::string error(std::string_view text) {
  const auto parsed = parse_tlsa_text(text);
  REQUIRE_FALSE(parsed);
  return show(parsed.error());
}

std::vector<DaneCertificate> chain() {
  const test::Issued root = test::authority("Root");
  return net::read_certificates(test::issue({}, &root).pem() + root.pem()).value();
}

}  // namespace

TEST_CASE("a record is read from bytes and from text alike") {
  const auto bytes = parse_tlsa("\x03\x01\x01" + std::string(32, '\xaa'));
  REQUIRE(bytes);
  CHECK(*bytes == record("3 1 1 " + kDigits.substr(32) + "  " + kDigits.substr(32)));
  CHECK(show(*bytes) == "3 1 1 " + kDigits);
  CHECK(explain(*bytes) == "DANE-EE, public key, SHA-256");
  CHECK(explain(record("0 0 0 aa")) == "PKIX-TA, whole certificate, bytes");
  CHECK(explain(record("9 8 7 aa")) == "usage 9, selector 8, matching type 7");
}

TEST_CASE("a record stands at the port of the host") {
  CHECK(tlsa_name("mx.example.com", 25) == "_25._tcp.mx.example.com");
  CHECK(tlsa_line("mx.example.com", 25, record("3 1 1 aabb")) ==
        "_25._tcp.mx.example.com. IN TLSA 3 1 1 aabb");
}

TEST_CASE("a record for a certificate matches it and no other") {
  const auto mine = chain(), other = chain();
  for (std::uint8_t selector = 0; selector < 2; ++selector)
    for (std::uint8_t matching = 0; matching < 3; ++matching) {
      const TlsaRecord end_entity = tlsa_for(mine[0], 3, selector, matching);
      CHECK(tlsa_match(end_entity, mine) == 0);
      CHECK(tlsa_match(end_entity, other) == std::nullopt);
      CHECK(tlsa_match(tlsa_for(mine[1], 2, selector, matching), mine) == 1);
    }
}

TEST_CASE("usage 3 means the server's own certificate, usage 2 one above it") {
  const auto mine = chain();
  CHECK(tlsa_match(tlsa_for(mine[1], 3), mine) == std::nullopt);
  CHECK(tlsa_match(tlsa_for(mine[0], 2), mine) == std::nullopt);
  CHECK(tlsa_match(tlsa_for(mine[0], 2), {mine[0]}) == 0);
  CHECK(tlsa_match(tlsa_for(mine[0], 1), mine) == std::nullopt);
  CHECK(tlsa_match(tlsa_for(mine[0], 3), {}) == std::nullopt);
}

TEST_CASE("a sound record has nothing against it") {
  CHECK(lint("3 1 1 " + kDigits) == "");
  CHECK(lint("2 1 1 " + kDigits) == "");
  CHECK(is_usable(record("3 1 1 " + kDigits)));
}

TEST_CASE("a record that works and could be better is a hint") {
  CHECK(lint("3 0 1 " + kDigits) ==
        "hint: 3 0 must change with every certificate, 3 1 only with the key => make it 3 1 1, of "
        "the SHA-256 of the public key\n");
  const DaneCertificate root = chain().back();
  CHECK(show(lint_tlsa(tlsa_for(root, 2, 0, 0))) ==
        "hint: the data is no digest, so the answer may not fit into a datagram; the server must "
        "send that issuer's certificate either way (RFC 7671 section 5.2) => make it " +
            show(tlsa_for(root, 2, 0, 1)) + "\n");
  CHECK(lint("3 1 2 " + kDigits + kDigits) ==
        "hint: not every client knows SHA-512 => make it 3 1 1, of the SHA-256\n");
}

TEST_CASE("a record that clients pass over fails") {
  const std::string rest =
      ": clients pass over the record => make it 3 1 1, of the SHA-256 of the public key\n";
  CHECK(lint("1 1 1 " + kDigits) ==
        "fail: usage 1 (PKIX-EE) is none for SMTP (RFC 7672 section 3.1.3)" + rest);
  CHECK(lint("4 1 1 " + kDigits) == "fail: there is no usage 4" + rest);
  CHECK(lint("3 2 1 " + kDigits) == "fail: there is no selector 2" + rest);
  CHECK(lint("3 1 3 " + kDigits) == "fail: there is no matching type 3" + rest);
  CHECK(lint("3 1 1 aa") == "fail: SHA-256 has 32 bytes, and the record holds 1" + rest);
  CHECK(lint("2 0 0 aa") == "fail: the record holds no certificate" + rest);
  CHECK(lint("3 1 0") == "fail: the record holds no data" + rest);
  CHECK_FALSE(is_usable(record("3 1 1 aa")));
}

// All error paths of the parsers follow.

TEST_CASE("what is no TLSA record is named with its column") {
  CHECK(error("x 1 1 aa") == "fail 0: the usage must be a number from 0 to 255");
  CHECK(error("3 256 1 aa") == "fail 2: the selector must be a number from 0 to 255");
  CHECK(error("3 1") == "fail 3: the matching type must be a number from 0 to 255");
  CHECK(error("3 1 1 abc") == "fail 5: the data must be pairs of hexadecimal digits");
  const auto cut = parse_tlsa("\x03\x01");
  REQUIRE_FALSE(cut);
  CHECK(show(cut.error()) == "fail: the TLSA record is cut short");
}
