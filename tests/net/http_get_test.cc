#include "net/http_get.h"

#include <doctest/doctest.h>

#include "net/scripted_stream.h"

using net::http_get;

namespace {

const std::string kRequest =
    "GET /p HTTP/1.1\r\nHost: h.example\r\nUser-Agent: ehlo\r\nAccept: */*\r\n"
    "Connection: close\r\n\r\n";

base::Result<net::HttpAnswer> get(const std::string& answer) {
  const test::ScriptedPeer peer({test::expect(kRequest), test::reply(answer), test::end()});
  return http_get(*peer.stream(), "h.example", "/p", 10, base::Deadline::never());
}

std::string body(const std::string& answer) {
  const auto got = get(answer);
  REQUIRE(got);
  return got->body;
}

std::string error(const std::string& answer) {
  const auto got = get(answer);
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == base::ErrorKind::protocol);
  return got.error().text;
}

}  // namespace

TEST_CASE("a body ends by its length, by chunks or with the stream") {
  CHECK(body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!") == "hello");
  CHECK(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n"
             "0\r\n\r\n") == "hello");
  CHECK(body("HTTP/1.0 200 OK\n\nhello") == "hello");
}

TEST_CASE("status and type are told, parameters are not") {
  const auto got = get("HTTP/1.1 404 Not Found\r\nContent-Type: Text/HTML; charset=x\r\n\r\n");
  REQUIRE(got);
  CHECK(got->status == 404);
  CHECK(got->content_type == "text/html");
}

TEST_CASE("a redirect is told, and not followed") {
  const auto got = get("HTTP/1.1 301 Moved\r\nLocation: https://b.example/q\r\n\r\n");
  REQUIRE(got);
  CHECK(got->location == "https://b.example/q");
}

// All error paths of http_get follow.

TEST_CASE("an answer that is too long is not read to its end") {
  const std::string longer = "no good HTTP answer: it is longer than 10 bytes";
  CHECK(error("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n") == longer);
  CHECK(error("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n") == longer);
  CHECK(error("HTTP/1.1 200 OK\r\n\r\n01234567890") == longer);
  CHECK(error("HTTP/1.1 200 OK\r\nX: " + std::string(20000, 'x')) ==
        "no good HTTP answer: its header is too long");
}

TEST_CASE("what is no answer is refused") {
  CHECK(error("220 mx ESMTP\r\n") == "no good HTTP answer: this is not HTTP/1");
  CHECK(error("HTTP/1.1 200 OK\r\nX\r\n") == "no good HTTP answer: a header field has no colon");
  CHECK(error("HTTP/1.1 200 OK\r\nContent-Length: x\r\n") ==
        "no good HTTP answer: its length is no number");
  CHECK(error("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n") ==
        "no good HTTP answer: a chunk has no size");
  for (const char* cut :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"})
    CHECK(error(cut) == "no good HTTP answer: it is cut short");
}

TEST_CASE("a lost connection stays one") {
  const test::ScriptedPeer peer({test::expect(kRequest), test::reset()});
  const auto got = http_get(*peer.stream(), "h.example", "/p", 10, base::Deadline::never());
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == base::ErrorKind::lost);
}
