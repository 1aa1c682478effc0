#include "smtp/dot_decoder.h"

#include <doctest/doctest.h>

#include <string>

using smtp::DotDecoder;

namespace {

// The content, then "|" and what was not taken.
std::string decoded(std::string_view wire, std::size_t piece) {
  DotDecoder decoder;
  std::string content;
  std::size_t at = 0;
  while (at < wire.size() && !decoder.done()) {
    std::vector<std::string_view> pieces;
    at += decoder.decode(wire.substr(at, piece), pieces);
    for (const std::string_view one : pieces) content += one;
  }
  return content + (decoder.done() ? "|" : "...") + std::string(wire.substr(at));
}

void check(std::string_view wire, std::string_view expected) {
  for (std::size_t piece = 1; piece <= wire.size(); ++piece)
    CHECK(decoded(wire, piece) == expected);
}

}  // namespace

TEST_CASE("stuffed dots are dropped wherever the wire is cut") {
  check("a\r\n..b\r\n...\r\n.c\r\n.\r\nQUIT\r\n", "a\r\n.b\r\n..\r\nc\r\n|QUIT\r\n");
}

TEST_CASE("a dot at once is the end of an empty message") { check(".\r\nX", "|X"); }

TEST_CASE("nothing but CRLF dot CRLF ends the content") {
  check("a\n.\nb\r\n.\r\n", "a\n.\nb\r\n|");
  check("a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n|");
  check("a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n|");
  check("a\r.\rb\r\n.\r\n", "a\r.\rb\r\n|");
  check("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n|");
  check("a\r\n.\r\r\nb\r\n.\r\n", "a\r\n\r\r\nb\r\n|");
  check("a\r\n\r.\r\nb\r\n.\r\n", "a\r\n\r.\r\nb\r\n|");
}

TEST_CASE("content that did not end yet goes on") { check("a\r\nb", "a\r\nb..."); }

TEST_CASE("what needs no change is not copied") {
  DotDecoder decoder;
  std::vector<std::string_view> pieces;
  const std::string wire = "a\r\nb\r\n";
  decoder.decode(wire, pieces);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].data() == wire.data());
}

TEST_CASE("lines, bytes and bare line ends are counted") {
  DotDecoder decoder;
  std::vector<std::string_view> pieces;
  decoder.decode("a\r\n..b\nc\r\n.\r\n", pieces);
  CHECK(decoder.lines() == 3);
  CHECK(decoder.bytes() == 10);
  CHECK(decoder.bare_lines() == 1);
}
