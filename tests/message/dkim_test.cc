#include "message/dkim.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "commands/world.h"

using namespace message;
using base::ErrorKind;
using test::File;

namespace {

// RFC 8463 appendix A: the key and the message; its t= is 1528637909.
const char* const kEd25519 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
const std::string kMessage =
    "From: Joe SixPack <joe@football.example.com>\r\n"
    "To: Suzie Q <suzie@shopping.example.net>\r\n"
    "Subject: Is dinner ready?\r\n"
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
    "\r\n"
    "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
const DkimSigner kSigner{"football.example.com", "brisbane"};

// A key that is in a file with this text.
base::Result<DkimKey> key(const std::string& pem) {
  const File file(pem);
  auto loaded = DkimKey::load(file.path);
  if (!loaded)
    loaded.error().text.replace(loaded.error().text.find(file.path), file.path.size(), "K");
  return loaded;
}

base::Result<std::string> field(const std::string& message, std::size_t piece = 1000) {
  DkimDigest digest(Canon::relaxed);
  for (std::size_t at = 0; at < message.size(); at += piece)
    digest.take(std::string_view(message).substr(at, piece));
  const auto ours = key(kEd25519);
  return digest.sign(kSigner, *ours, Moment(std::chrono::seconds(1528637909)));
}

}  // namespace

// The RFC has the same hash of the body; that the signature holds, dkimpy says.
TEST_CASE("the message of RFC 8463 is signed with its key") {
  CHECK(field(kMessage).value() ==
        "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
        "\td=football.example.com; s=brisbane; t=1528637909;\r\n"
        "\th=from:from:to:to:cc:subject:subject:date:date:message-id:message-id:\r\n"
        "\treply-to:sender:in-reply-to:mime-version:content-type:\r\n"
        "\tcontent-transfer-encoding;\r\n"
        "\tbh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
        "\tb=W/1WLf8b8QGW+omuEDhqPI1umcuWk6NHmhpg6aSVGNmrpbzRWfaEqqnxAAHus58ZKxg2qQan\r\n"
        "\tnX3mOVIkz/7rDw==\r\n");
}

TEST_CASE("where a message is cut does not change its signature") {
  for (const std::size_t piece : {1, 2, 3, 7})
    CHECK(field(kMessage, piece).value() == field(kMessage).value());
}

TEST_CASE("a message without a body is signed") {
  const std::string empty = "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;";
  CHECK(field("From: a\r\n").value().find(empty) != std::string::npos);
  CHECK(field("From: a\r\n\r\n").value().find(empty) != std::string::npos);
}

// All error paths follow.

TEST_CASE("a message without From cannot be signed, nor one with a header without end") {
  CHECK(field("To: b\r\n\r\n").error().text ==
        "the message has no From field, and DKIM must sign one");
  CHECK(field("\r\nFrom: a\r\n").error().kind == ErrorKind::parse);
  CHECK(field("From: a\r\n" + std::string(DkimDigest::kMaxHeader, 'x')).error().text ==
        "a header section of more than 1.0 MB is not signed");
}

TEST_CASE("a key that cannot sign is told") {
  CHECK(key("x").error().text == "no private key (PEM) is in the file K");
  const auto ec =
      key("-----BEGIN PRIVATE KEY-----\n"
          "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2\n"
          "OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r\n"
          "1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G\n"
          "-----END PRIVATE KEY-----\n");
  CHECK(ec.error().text == "the key in K is neither RSA nor Ed25519");
  CHECK(ec.error().kind == ErrorKind::parse);
  const auto small =
      key("-----BEGIN PRIVATE KEY-----\n"
          "MIIBUwIBADANBgkqhkiG9w0BAQEFAASCAT0wggE5AgEAAkEAqSfpHPZ++hBgtte2\n"
          "ZsqzUihc32q27hYLyFW0O02xQHYP05qBihKDOombonREX2n0MkKIaqGxC4bc+M28\n"
          "bWAP0QIDAQABAj9vAcH5P8oUUKsnUmhhDKShRduswltJ4y3YSmX8hP/NTJsoge7x\n"
          "4mj4Uoe7buqwfXoCFPpA9Ppm5dQTNmbcgiECIQDgrLmFBkm9t6RrljK1Eig1ngPu\n"
          "/4WHTZZl1S3BMZN8YwIhAMC9kBW660dBx3kbjMLsowPqQCUY7JJWgmZrLn4rLJc7\n"
          "AiEAqNGgZNAgwKkopp6pY11NUVx2YDMnxk8KX2IbizsRMzkCIHn5vWyzHWC8FUPk\n"
          "loFphoTcw3l2u4ik7ONqI0M/iXmvAiBGmOPSXlHOTlsMRPjrBvG6L6/4eGH4bjeE\n"
          "d5seC+SpmQ==\n"
          "-----END PRIVATE KEY-----\n");
  CHECK(small.error().text ==
        "the RSA key in K has 512 bits, and nobody takes less than 1024 (RFC 8301)");
}
