#include "net/tls_der.h"

#include <doctest/doctest.h>

#include "base/hex.h"
#include "net/certificates.h"

using namespace net;

TEST_CASE("digests are those of FIPS 180-4") {
  CHECK(base::hex_encode(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(base::hex_encode(sha512("abc")) ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("every certificate in PEM comes out as DER") {
  const test::Issued root = test::authority("Root");
  const test::Issued host = test::issue({}, &root);
  const auto read = read_certificates(host.pem() + "between\n" + root.pem());
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  const PeerCertificate shown = describe_certificate(*host.certificate);
  CHECK(base::hex_encode(sha256(read->front().certificate)) == shown.sha256);
  CHECK(base::hex_encode(sha256(read->front().public_key)) == shown.spki_sha256);
}

TEST_CASE("text without a certificate is an error") {
  const auto read =
      read_certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == base::ErrorKind::parse);
  CHECK(read.error().text == "there is no certificate in PEM here");
}
