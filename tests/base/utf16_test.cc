#include "base/utf16.h"

#include <doctest/doctest.h>

using base::Utf16Decoder;
using base::Utf16Order;
using namespace std::string_literals;

TEST_CASE("UTF-16 of either order becomes UTF-8, without its byte order mark") {
  CHECK(Utf16Decoder(Utf16Order::little_endian)
            .decode("\xFF\xFE"
                    "5\0\xFC\0\xAC\x20"s) == "5ü€");
  CHECK(Utf16Decoder(Utf16Order::big_endian)
            .decode("\xFE\xFF\0"
                    "5\0\xFC\x20\xAC"s) == "5ü€");
}

TEST_CASE("a character may be parted anywhere") {
  Utf16Decoder decoder(Utf16Order::little_endian);
  std::string text;
  for (const char byte : "a\0\x3D\xD8\x00\xDE"s) text += decoder.decode({&byte, 1});
  CHECK(text + decoder.finish() == "a\xF0\x9F\x98\x80");
}

TEST_CASE("half a pair is replaced") {
  Utf16Decoder decoder(Utf16Order::big_endian);
  CHECK(decoder.decode("\xDE\x00\0a\xD8\x3D\0b"s) ==
        "\xEF\xBF\xBD"
        "a\xEF\xBF\xBD"
        "b");
  CHECK(decoder.decode("\xD8\x3D"s).empty());
  CHECK(decoder.finish() == "\xEF\xBF\xBD");
  CHECK(decoder.finish().empty());
}
