#include "base/hex.h"

#include <doctest/doctest.h>

using namespace base;

TEST_CASE("bytes go to hexadecimal digits and back") {
  const std::string bytes("\x00\x7f\xff", 3);
  CHECK(hex_encode(bytes) == "007fff");
  CHECK(hex_decode("007FFf") == bytes);
  CHECK(hex_decode("") == "");
}

TEST_CASE("what is no pair of digits is nothing") {
  CHECK_FALSE(hex_decode("0"));
  CHECK_FALSE(hex_decode("0g"));
  CHECK_FALSE(hex_decode("00 ff"));
}
