#include "codes/mime.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

std::string error_of(std::string_view raw) {
  const auto mail = parse_mail(raw);
  return mail ? "" : mail.error().text;
}

}  // namespace

TEST_CASE("a mail without MIME is one text") {
  const auto mail = parse_mail("From: a@x\r\nSubject: folded\r\n  here\r\n\r\nhello\r\nyou\r\n");
  REQUIRE(mail);
  CHECK((*mail)->type == "text/plain");
  CHECK((*mail)->headers.get("SUBJECT") == "folded here");
  REQUIRE((*mail)->parts.size() == 1);
  CHECK((*mail)->parts[0].text() == "hello\nyou\n");
}

TEST_CASE("a report is its parts, and the headers of what it encloses") {
  const auto mail = parse_mail(
      "Content-Type: multipart/report; report-type=Delivery-Status; boundary=\"b\"\n\n"
      "--b\n\nsorry\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n"
      "--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@x>\nSubject: original\n\nbody\n--b--\n");
  REQUIRE(mail);
  CHECK((*mail)->type == "multipart/report");
  CHECK((*mail)->report_type == "delivery-status");
  CHECK((*mail)->original.get("message-id") == "<1@x>");
  std::string types;
  for (const Part& part : (*mail)->parts) types += part.type + " ";
  CHECK(types == "text/plain text/plain message/delivery-status message/rfc822 ");
  CHECK((*mail)->parts[1].text() == "sorry\n");
}

TEST_CASE("transfer encodings are undone, and damaged ones do not hide the text") {
  const auto body = [](std::string_view encoding, std::string_view text) {
    const auto mail = parse_mail("Content-Transfer-Encoding: " + std::string(encoding) + "\n\n" +
                                 std::string(text));
    REQUIRE(mail);
    return (*mail)->parts.at(0).text();
  };
  CHECK(body("quoted-printable", "550 no=\n such =3D user=20=XY=") == "550 no such = user =XY=");
  CHECK(body("BASE64", "NTUw\nIG5v\n") == "550 no");
  CHECK(body("base64", "NTUwIG5vX") == "550 no");
  CHECK(body("8bit", "gr\xc3\xbc\xc3\x9f") == "gr\xc3\xbc\xc3\x9f");
}

TEST_CASE("a boundary is a whole line, and a missing one leaves one text") {
  const auto near_miss =
      parse_mail("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bc\n--b is not\n--b--\n");
  REQUIRE(near_miss);
  CHECK((*near_miss)->parts.back().text() == "--bc\n--b is not\n");
  const auto without = parse_mail("Content-Type: multipart/mixed\n\n--b\n\nall of it\n");
  REQUIRE(without);
  CHECK((*without)->parts.back().text() == "--b\n\nall of it\n");
}

TEST_CASE("a header line without end is cut") {
  const auto mail = parse_mail("Subject: " + std::string(1'000'000, 'x') + "\nTo: a@x\n\nhello\n");
  REQUIRE(mail);
  CHECK((*mail)->headers.get("Subject").size() < 8'192);
  CHECK((*mail)->headers.get("To") == "a@x");
  CHECK((*mail)->parts[0].text() == "hello\n");
}

TEST_CASE("parameters and addresses are found in what people write") {
  CHECK(parameter("multipart/report; Boundary = \"a;b\"", "boundary") == "a");
  CHECK(parameter("x/y; boundary=b; charset=utf-8", "charset") == "utf-8");
  CHECK(addresses_of("A <a@x>, b@y (B), nobody").size() == 2);
  CHECK(addresses_of("A <a@x>, b@y (B), nobody")[1] == "b@y");
}

// All that is too much follows.

TEST_CASE("too many parts, too deep and too large are errors") {
  std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (std::size_t i = 0; i <= kMostParts; ++i) many += "--b\n\nx\n";
  CHECK(error_of(many) == "the mail has more than 1000 parts");
  std::string deep;
  for (std::size_t i = 0; i <= kMostDepth + 1; ++i)
    deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
            std::to_string(i) + "\n";
  CHECK(error_of(deep) == "the mail is nested more than 20 deep");
  CHECK(error_of(std::string(kMostMessageBytes + 1, 'x')).starts_with("the mail is larger than"));
}

TEST_CASE("encoded words of a header are undone") {
  CHECK(decoded_header("=?utf-8?Q?R=C3=A9ponse_automatique?= : hello") ==
        "R\xc3\xa9ponse automatique : hello");
  CHECK(decoded_header("Re: =?UTF-8?B?6Ieq5YuV6L+U5L+h?=: x") ==
        "Re: \xe8\x87\xaa\xe5\x8b\x95\xe8\xbf\x94\xe4\xbf\xa1: x");
  CHECK(decoded_header("=?iso-8859-1*de?q?f=FCr?=  Sie") == "f\xc3\xbcr  Sie");
}

TEST_CASE("encoded words that follow each other are one text, even where a letter is cut in two") {
  CHECK(decoded_header("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?= =?us-ascii?Q?_au?= lait") ==
        "caf\xc3\xa9 au lait");
}

TEST_CASE("what is no encoded word stays as it is") {
  for (const char* plain :
       {"", " ", "a  b ", "=?utf-8?Q?cut", "=?utf-8?X?a?=", "=?utf-8?Q?a b?=", "=?",
        "=?"
        "?=",
        "2 =? 3", "=?=?utf-8"})
    CHECK(decoded_header(plain) == plain);
}
