#include "policy/dkim_key.h"

#include <doctest/doctest.h>

#include "base/base64.h"
#include "policy/finding_text.h"

using namespace policy;

namespace {

// Public keys made by openssl for these tests alone.
const std::string kRsa512 =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALpn/"
    "fbVatj1s2a1AQw+JQXnKWNtzQoKmpUzfHYOtIgAAnINOlojzhZoyPvZDju"
    "cMMRZERFB00OquubDh4W0d0MCAwEAAQ==";
const std::string kRsa1024 =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQD028OfJOK89Bo8lsWJa+"
    "GRO6m9pBycp9meKlCSFg6fgmSHl9iuMApY96Jl"
    "hjBPFyX9kg1xjiZkehNHkudDQsH7yss9PELXct3wMp3xlLPsd1D3QdJqqeXWu/"
    "xO6KD7BkGM1KqpPYwZZ5XjBaeIANLF0Yi9"
    "NZl+achgViXVVuz7EQIDAQAB";
const std::string kRsa1024Bare =
    "MIGJAoGBAMsgxQPgbhhGg0fpDmBOZdOdYguj2PCR6/"
    "tl19Dtbxyfd1DWNgQj6iuXSu6m2JN15tC3iZEV5+DJeKBVpPM+pcTe"
    "QhxA6rrmAin9Xk0tPoUVPeEQm5rJBiimW/E9k7mrl/zON0FpA7ugvGUQlX/FUTqOGH9QtpWQXDOEqHsk7aDtAgMBAAE=";
const std::string kRsa2048 =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu0npxDiwaQkPbT7O0xqc18/9Qd9/"
    "AtS3SRETTPXLNvwBoT0OHw0f"
    "ZEZPTlisL/"
    "wbtRx4rNQWX9xs1kPLYiWTMBapS3b4KsjtQ9se7TMfe+9EJKY9E5wPmtZa7ZC5MdVsNZJrZoeSeyEVYRZsjgig"
    "G2MgUpY+4h1454ah3xm2QQgVNt5Ld7+y+"
    "ZjhOJqJpJ17d3vd1Sg56DeVW9t0ORZvs253bsaYBbYyrUBRWgTsbLP3Rux5ITQX"
    "e1wsFFt2DbD9mctuhGy2vjxd84/MPhd/PfTnY9E8eBVfI1/yH3v1XnD8T1bMUXugP29L/MGC/"
    "XH7SSx7QSfoMfscYrvRZmoy"
    "wQIDAQAB";
const std::string kEd25519Info = "MCowBQYDK2VwAyEAKmHo7//1uJIjdeS46JxRZZHSkTDxsj17MLEoIdeBj9w=";
const std::string kEd25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";  // RFC 8463 A.2

DkimKey parsed(const std::string& text) {
  auto key = parse_dkim_key(text);
  REQUIRE(key);
  return *key;
}

std::string error(const std::string& text) {
  const auto key = parse_dkim_key(text);
  REQUIRE_FALSE(key);
  return show(key.error());
}

std::string meanings(const DkimKey& key) {
  std::string lines;
  for (const TagMeaning& meaning : key.meanings)
    lines += meaning.tag + ": " + meaning.meaning + '\n';
  return lines;
}

}  // namespace

TEST_CASE("an RSA key has the bits of its modulus") {
  const DkimKey key = parsed("v=DKIM1; k=rsa; p=" + kRsa2048);
  CHECK(key.type == DkimKeyType::rsa);
  CHECK(key.bits == 2048);
  CHECK(key.findings.empty());
  CHECK(meanings(key) == "v=DKIM1: this is a DKIM key\nk=rsa: an RSA key\np=...: 2048 bits\n");
  CHECK(parsed("p=" + kRsa1024Bare).bits == 1024);
}

TEST_CASE("an Ed25519 key is 32 bytes") {
  const DkimKey key = parsed("v=DKIM1; k=ed25519; p=" + kEd25519);
  CHECK(key.type == DkimKeyType::ed25519);
  CHECK(key.bits == 256);
  CHECK(dkim_key_type_name(key.type) == "ed25519");
}

TEST_CASE("blanks inside a key do not count") {
  CHECK(parsed("p=" + kRsa2048.substr(0, 50) + " \t" + kRsa2048.substr(50)).bits == 2048);
}

TEST_CASE("an empty key is revoked") {
  const DkimKey key = parsed("v=DKIM1; p=");
  CHECK(key.revoked);
  CHECK(key.bits == 0);
  CHECK(meanings(key) ==
        "v=DKIM1: this is a DKIM key\np=: the key is revoked: signatures by it are invalid\n");
}

TEST_CASE("flags, digests, services and notes are read") {
  const DkimKey key = parsed("v=DKIM1; h=sha1:sha256; s=*; t=y:s; n=for tests; p=" + kRsa2048);
  CHECK(key.testing);
  CHECK(key.same_domain_only);
  CHECK(key.hashes == std::vector<std::string>{"sha1", "sha256"});
  CHECK(key.services == std::vector<std::string>{"*"});
  CHECK(key.notes == "for tests");
  CHECK(key.findings.empty());
}

TEST_CASE("a key of few bits is named") {
  CHECK(
      show(parsed("p=" + kRsa512).findings) ==
      "fail 2: the key has 512 bits, and verifiers ignore less than 1024 (RFC 8301) => make a key "
      "of 2048 bits\n");
  CHECK(show(parsed("p=" + kRsa1024).findings) ==
        "warn 2: the key has 1024 bits, and 2048 are recommended (RFC 8301) => make a key of 2048 "
        "bits\n");
}

TEST_CASE("a key of very many bits is named") {
  const std::string modulus(1024, '\x7f');
  const std::string inside = std::string("\x02\x82\x04\x00", 4) + modulus + "\x02\x01\x03";
  const std::string der = std::string("\x30\x82\x04\x07", 4) + inside;
  CHECK(show(parsed("p=" + base::base64_encode(der)).findings) ==
        "warn 2: the key has 8191 bits, and verifiers need not know more than 4096 (RFC 8301) => "
        "make a key of 2048 bits\n");
}

TEST_CASE("a TXT record with p= means to be a key") {
  CHECK(is_dkim_key("p="));
  CHECK(is_dkim_key("v=DKIM1"));
  CHECK_FALSE(is_dkim_key("v=spf1 -all"));
  CHECK(dkim_key_name("s1", "example.com") == "s1._domainkey.example.com");
}

TEST_CASE("selectors in common use are known once each") {
  const auto selectors = common_dkim_selectors();
  CHECK(selectors.size() > 20);
  for (std::size_t i = 0; i < selectors.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK(selectors[i].name != selectors[j].name);
}

TEST_CASE("bytes that are no key have no bits") {
  CHECK(rsa_modulus_bits("") == 0);
  CHECK(rsa_modulus_bits("\x30\x82") == 0);
  CHECK(rsa_modulus_bits(std::string("\x30\x84\x00\x00\x00\x00", 6)) == 0);
  CHECK(rsa_modulus_bits(std::string("\x30\x03\x02\x01\x00", 5)) == 0);
  CHECK(rsa_modulus_bits(std::string("\x30\x06\x02\x01\x00\x02\x01\x03", 8)) == 0);
}

// All error paths of parse_dkim_key follow.

TEST_CASE("what no verifier takes for a key is named") {
  CHECK(
      error("v=DKIM1") ==
      "fail: p= is missing, so verifiers ignore the key => write p= and the public key in base64");
  CHECK(error("p=; v=DKIM1") ==
        "fail 4: v= must be DKIM1 and stand first, so verifiers ignore the key => begin the key "
        "with v=DKIM1;");
  CHECK(error("v=DKIM2; p=").starts_with("fail 0: v= must be DKIM1 and stand first"));
  CHECK(error("p=; p=") ==
        "fail 4: p= stands twice, so verifiers ignore the key => keep one of the two");
  CHECK(error("k=dsa; p=") ==
        "fail 2: k= must be rsa or ed25519, not \"dsa\" => write the k= that the key in p= is of");
  CHECK(error("p=\"AAAA\"") ==
        "fail 2: p= is not base64, so verifiers ignore the key => publish the key again, without "
        "quotation marks inside it");
  CHECK(error("p=AAAA") ==
        "fail 2: p= is not an RSA key, so verifiers ignore it => publish the public key in DER as "
        "base64");
  CHECK(
      error("k=ed25519; p=" + kEd25519Info) ==
      "fail 13: an Ed25519 key has 32 bytes, and p= holds 44 => publish only the last 32 bytes as "
      "base64 (RFC 8463 section 4.2)");
  CHECK(error("k=ed25519; p=AAAA") == "fail 13: an Ed25519 key has 32 bytes, and p= holds 3");
  CHECK(error("h=sha1; p=") ==
        "fail 2: h= does not allow sha256, which every verifier demands (RFC 8301) => remove h=");
  CHECK(error("s=web; p=") == "fail 2: s=web does not allow mail => remove s=, or write s=email");
  CHECK(error("none") == "fail 0: \"none\" has no equals sign");
}

TEST_CASE("backslashes out of a zone file are named") {
  CHECK(error("v=DKIM1\\; k=rsa\\; p=" + kRsa2048) ==
        "fail 7: backslashes stand in front of its semicolons, so verifiers ignore the key => "
        "remove them");
  CHECK(
      error("v=DKIM1\\; k=rsa\\; p=" + kRsa2048.substr(0, 237)) ==
      "fail 7: backslashes stand in front of its semicolons, so verifiers ignore the key; without "
      "them p= is cut off, so verifiers ignore the key: 177 of its 294 bytes are there => remove "
      "them, and give all of it, in strings of 255 bytes at most");
}

TEST_CASE("a key that is cut off is said to be") {
  CHECK(error("v=DKIM1; k=rsa; p=" + kRsa2048.substr(0, 237)) ==
        "fail 18: p= is cut off, so verifiers ignore the key: 177 of its 294 bytes are there => "
        "give all of it, in strings of 255 bytes at most");
}

TEST_CASE("a PEM file is no key") {
  CHECK(error("p=-----BEGIN PUBLIC KEY----- " + kRsa2048) ==
        "fail 2: p= holds the first line of a PEM file, so verifiers ignore the key => give the "
        "lines between the first and the last");
}
