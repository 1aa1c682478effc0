#include "smtp/reply.h"

#include <doctest/doctest.h>

using namespace smtp;
using namespace std::string_literals;

namespace {

Reply parsed(std::string_view bytes) {
  ReplyParser parser;
  parser.feed(bytes);
  auto reply = parser.next();
  REQUIRE(reply);
  REQUIRE(reply->has_value());
  return **reply;
}

std::string error_of(std::string_view bytes) {
  ReplyParser parser;
  parser.feed(bytes);
  const auto reply = parser.next();
  REQUIRE_FALSE(reply);
  CHECK(reply.error().kind == base::ErrorKind::protocol);
  return reply.error().text;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a reply of one line") {
  const Reply reply = parsed("250 2.1.0 Ok\r\n");
  CHECK(reply.code == 250);
  CHECK(reply.lines == Lines{"2.1.0 Ok"});
  CHECK_FALSE(reply.bare_lf);
}

TEST_CASE("a reply of several lines") {
  const Reply reply = parsed("250-mx.example.com\r\n250-SIZE 100\r\n250 HELP\r\n");
  CHECK(reply.lines == Lines{"mx.example.com", "SIZE 100", "HELP"});
  CHECK(reply.text() == "mx.example.com\nSIZE 100\nHELP");
}

TEST_CASE("a code alone, or with a blank and no text, is complete at once") {
  CHECK(parsed("250\r\n").lines == Lines{""});
  CHECK(parsed("250 \r\n").lines == Lines{""});
}

TEST_CASE("a reply is the same wherever the network cuts it") {
  const std::string bytes = "550-5.1.1 no such user\r\n550 5.1.1 here\r\n";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    ReplyParser parser;
    parser.feed(bytes.substr(0, cut));
    auto early = parser.next();
    REQUIRE(early);
    CHECK(early->has_value() == (cut == bytes.size()));
    if (*early) continue;
    parser.feed(bytes.substr(cut));
    const auto reply = parser.next();
    REQUIRE(reply);
    REQUIRE(reply->has_value());
    CHECK((*reply)->lines == Lines{"5.1.1 no such user", "5.1.1 here"});
  }
}

TEST_CASE("a line that ends in LF alone is taken and flagged") {
  CHECK(parsed("250-a\n250 b\r\n").bare_lf);
  CHECK(parsed("250 a\n").lines == Lines{"a"});
}

TEST_CASE("replies that came in one packet are given one by one") {
  ReplyParser parser;
  parser.feed("250 a\r\n550 b\r\n354");
  CHECK((*parser.next())->code == 250);
  CHECK((*parser.next())->code == 550);
  CHECK_FALSE(parser.next()->has_value());
  CHECK(parser.unread() == "354");
}

TEST_CASE("a reply keeps bytes that are no UTF-8, and one_line makes them safe") {
  const Reply reply = parsed("550 \x1b[2J\xff no\r\n");
  CHECK(reply.lines.front() == "\x1b[2J\xff no");
  CHECK(one_line(reply) == "550 \\x1B[2J\\xFF no");
}

TEST_CASE("one_line is cut") {
  CHECK(one_line(Reply{550, {std::string(1000, 'x')}}) == "550 " + std::string(296, 'x') + "...");
}

TEST_CASE("the enhanced status code is read when its class is the code's own") {
  CHECK(show(*parsed("550 5.7.26 no\r\n").status()) == "5.7.26");
  CHECK_FALSE(parsed("450 5.7.1 no\r\n").status());
  for (const char* none : {"550 5.1 no\r\n", "550 5.1.1x no\r\n", "550 5.1.1.1 no\r\n",
                           "550 5.01.1 no\r\n", "550 192.0.2.1 no\r\n", "550 no 5.1.1\r\n"})
    CHECK_FALSE(parsed(none).status());
}

// All error paths of ReplyParser follow.

TEST_CASE("a line that is no reply is an error that shows it") {
  CHECK(error_of("SSH-2.0-OpenSSH_9.2\r\n") == "not an SMTP reply: \"SSH-2.0-OpenSSH_9.2\"");
  CHECK(error_of("25 ok\r\n") == "not an SMTP reply: \"25 ok\"");
  CHECK(error_of("250_ok\r\n") == "not an SMTP reply: \"250_ok\"");
  CHECK(error_of("650 ok\r\n") == "not an SMTP reply: \"650 ok\"");
  CHECK(error_of("\r\n") == "not an SMTP reply: \"\"");
  CHECK(error_of("\x15\x03\x01\x1b\n") == "not an SMTP reply: \"\\x15\\x03\\x01\\x1B\"");
}

TEST_CASE("lines that disagree on the code are an error") {
  CHECK(error_of("250-a\r\n550 b\r\n") == "one reply with two codes, 250 and 550");
}

TEST_CASE("a line without end is an error at its limit, complete or not") {
  CHECK(error_of("250 " + std::string(4093, 'x')) == "a reply line of more than 4096 bytes");
  CHECK(error_of("250 " + std::string(4093, 'x') + "\r\n") ==
        "a reply line of more than 4096 bytes");
  CHECK(parsed("250 " + std::string(4092, 'x') + "\r\n").lines.front().size() == 4092);
}

TEST_CASE("a reply without end is an error at its limits") {
  std::string many;
  for (int i = 0; i < 513; ++i) many += "250-x\r\n";
  CHECK(error_of(many) == "a reply of more than 512 lines");
  std::string large;
  for (int i = 0; i < 70; ++i) large += "250-" + std::string(4000, 'x') + "\r\n";
  CHECK(error_of(large) == "a reply of more than 256 KiB");
}

TEST_CASE("after an error the parser stays in it") {
  ReplyParser parser;
  parser.feed("garbage\r\n250 ok\r\n");
  CHECK_FALSE(parser.next());
  parser.feed("250 ok\r\n");
  CHECK(parser.next().error().text == "not an SMTP reply: \"garbage\"");
}

TEST_CASE("once a secret was said no error quotes what came") {
  ReplyParser parser;
  parser.withhold();
  parser.feed("AUTH PLAIN AGJvYgBwZW5jaWw=\r\n");
  CHECK(parser.next().error().text == "not an SMTP reply (not shown: it may hold the password)");
}

TEST_CASE("what is forgotten is no part of the next reply") {
  ReplyParser parser;
  parser.feed("250-a\r\n250");
  CHECK_FALSE(*parser.next());
  parser.clear();
  parser.feed("221 bye\r\n");
  CHECK((*parser.next())->lines == std::vector<std::string>{"bye"});
}
