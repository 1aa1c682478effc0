#include "smtp/dot.h"

#include <doctest/doctest.h>

using smtp::DotEncoder;

namespace {

std::string encoded(std::string_view text, std::size_t piece) {
  DotEncoder encoder;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += piece) out += encoder.encode(text.substr(i, piece));
  out += encoder.finish();
  return out;
}

}  // namespace

TEST_CASE("content is the same wherever it is cut") {
  const std::string_view text = "Subject: x\r\n\r\n.one\n..two\r\n.\n\nlast\rcr\r\n";
  const std::string_view wire = "Subject: x\r\n\r\n..one\r\n...two\r\n..\r\n\r\nlast\rcr\r\n.\r\n";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) CHECK(encoded(text, piece) == wire);
}

TEST_CASE("a last line without an end gets one, and one with an end gets no other") {
  CHECK(encoded("a", 9) == "a\r\n.\r\n");
  CHECK(encoded("a\r", 9) == "a\r\n.\r\n");
  CHECK(encoded("a\n", 9) == "a\r\n.\r\n");
  CHECK(encoded("a\r\n", 9) == "a\r\n.\r\n");
  CHECK(encoded("", 9) == ".\r\n");
}

TEST_CASE("what needs no change is not copied") {
  DotEncoder encoder;
  const std::string text = "a\r\nb\r\n";
  CHECK(encoder.encode(text).data() == text.data());
}

TEST_CASE("lines and bytes are counted") {
  DotEncoder encoder;
  encoder.encode("a\n.b\nc");
  encoder.finish();
  CHECK(encoder.lines() == 3);
  CHECK(encoder.bytes() == 9);
}
