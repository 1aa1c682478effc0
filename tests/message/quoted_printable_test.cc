#include "message/quoted_printable.h"

#include <doctest/doctest.h>

using message::QuotedPrintable;

namespace {

std::string encoded(std::string_view text, std::size_t piece = std::string_view::npos) {
  QuotedPrintable encoder;
  std::string all;
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
    all += encoder.encode(text.substr(0, piece));
  return all += encoder.finish();
}

}  // namespace

TEST_CASE("what is not ASCII is coded, and so is the sign that codes") {
  CHECK(encoded("Gr\u00fc\u00dfe, 1+1=2\n") == "Gr=C3=BC=C3=9Fe, 1+1=3D2\r\n");
  CHECK(encoded("\x01\x7f") == "=01=7F");
}

TEST_CASE("lines end in CRLF, and a CR alone is no line end") {
  CHECK(encoded("a\nb\r\nc") == "a\r\nb\r\nc");
  CHECK(encoded("a\rb\r") == "a=0Db=0D");
}

TEST_CASE("a blank that ends a line is coded, others stay") {
  CHECK(encoded("a b \n\tc\t\r\n ") == "a b=20\r\n\tc=09\r\n=20");
  CHECK(encoded("a  \n") == "a =20\r\n");
}

TEST_CASE("a long line is folded at 76 characters, and no code is cut") {
  CHECK(encoded(std::string(75, 'x')) == std::string(75, 'x'));
  CHECK(encoded(std::string(76, 'x')) == std::string(75, 'x') + "=\r\nx");
  CHECK(encoded(std::string(73, 'x') + "\xff") == std::string(73, 'x') + "=\r\n=FF");
}

TEST_CASE("pieces cut anywhere become the same") {
  const std::string text = "Gr\u00fc\u00dfe \r\n\ra  b\n" + std::string(100, 'y') + " \n";
  for (const std::size_t piece : {1, 2, 3, 7}) CHECK(encoded(text, piece) == encoded(text));
}
