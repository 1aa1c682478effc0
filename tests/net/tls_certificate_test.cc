#include "net/tls_certificate.h"

#include <doctest/doctest.h>

#include "net/certificates.h"

using namespace net;
using namespace test;

TEST_CASE("a certificate is described") {
  Wish wish;
  wish.names = "DNS:mx.example.com,IP:192.0.2.1,IP:2001:db8::1,email:a@b";
  const Issued made = issue(wish);
  const PeerCertificate shown = describe_certificate(*made.certificate);
  CHECK(shown.subject == "CN=mx.example.com");
  CHECK(shown.issuer == "CN=mx.example.com");
  CHECK(shown.names == std::vector<std::string>{"mx.example.com", "192.0.2.1", "2001:db8::1"});
  CHECK(shown.common_name == "mx.example.com");
  CHECK(shown.days_left == 90);
  CHECK(shown.not_after.size() == 10);
  CHECK(shown.sha256.size() == 64);
  CHECK(shown.spki_sha256.size() == 64);
  CHECK(shown.key == "EC P-256");
  CHECK(shown.pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
}

TEST_CASE("keys and groups have the names that people use") {
  Wish wish;
  wish.rsa_bits = 2048;
  CHECK(describe_key(*issue(wish).key) == "RSA 2048 bits");
  const KeyPtr ed25519(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  CHECK(describe_key(*ed25519) == "ED25519");
  CHECK(group_name(NID_X25519) == "X25519");
  CHECK(group_name(NID_X9_62_prime256v1) == "P-256");
  CHECK(group_name(NID_ffdhe2048) == "ffdhe2048");
}

TEST_CASE("a hostile name in a certificate is made printable") {
  Wish wish;
  wish.name = "mx\x1b[2J\u202e";
  wish.names = "";
  const Issued made = issue(wish);
  const PeerCertificate shown = describe_certificate(*made.certificate);
  CHECK(shown.common_name == "mx\\x1B[2J\\xE2\\x80\\xAE");
  CHECK(shown.subject.find('\x1b') == std::string::npos);
  CHECK(shown.subject.find("\u202e") == std::string::npos);
}

TEST_CASE("the end point of a SHA-256 signature is hashed with SHA-256") {
  const Issued made = issue({});
  CHECK(end_point_hash(*made.certificate).size() == 32);
}
