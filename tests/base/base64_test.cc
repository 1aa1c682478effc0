#include "base/base64.h"

#include <doctest/doctest.h>

using namespace base;

TEST_CASE("base64 gives RFC 4648's own examples") {
  CHECK(base64_encode("") == "");
  CHECK(base64_encode("f") == "Zg==");
  CHECK(base64_encode("fo") == "Zm8=");
  CHECK(base64_encode("foobar") == "Zm9vYmFy");
  CHECK(base64_decode("Zm9vYg==") == "foob");
  CHECK(base64_decode("") == "");
}

TEST_CASE("base64 of every byte comes back") {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i * 7);
  CHECK(base64_decode(base64_encode(bytes)) == bytes);
}

TEST_CASE("base64 of any length is that of its groups of three, one by one") {
  std::string bytes;
  std::string one_by_one;
  for (unsigned i = 0; i < 3 * 512; i += 3) {
    const std::string group{static_cast<char>(i * 37 >> 4), static_cast<char>(i * 11),
                            static_cast<char>(i >> 4)};
    bytes += group;
    one_by_one += base64_encode(group);
    CHECK(base64_encode(std::string_view(bytes).substr(i / 2 / 3 * 3)) ==
          one_by_one.substr(i / 2 / 3 * 4));
  }
}

TEST_CASE("base64 refuses what is not strictly base64") {
  for (const char* bad : {"Zg=", "Zg", "Z===", "====", "Zm9v!mFy", "Zm 9v", "Zm=v"})
    CHECK_FALSE(base64_decode(bad));
}
