#include "codes/utf16_stream.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace std::string_literals;

TEST_CASE("UTF-16 is known by its byte order mark") {
  CHECK(codes::order_of_utf16("\xFF\xFE"
                              "5\0"s) == base::Utf16Order::little_endian);
  CHECK(codes::order_of_utf16("\xFE\xFF\0"
                              "5"s) == base::Utf16Order::big_endian);
  CHECK_FALSE(
      codes::order_of_utf16("\xEF\xBB\xBF"
                            "5"));
  CHECK_FALSE(codes::order_of_utf16("\xFF"));
}

TEST_CASE("a stream is read on in UTF-8, and an odd byte at its end is replaced") {
  std::istringstream in("0\0\n\0x"s);
  codes::Utf16Stream buffer(base::Utf16Order::little_endian,
                            "\xFF\xFE"
                            "5\0005\0"s,
                            in);
  std::istream utf8(&buffer);
  std::string line;
  CHECK(std::getline(utf8, line));
  CHECK(line == "550");
  CHECK(std::getline(utf8, line));
  CHECK(line == "\xEF\xBF\xBD");
  CHECK_FALSE(std::getline(utf8, line));
}
