#include "base/base64_wide.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("the wide way leaves a rest, and writes nothing behind what it took") {
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string bytes(size, 'a');
    std::string out(size * 2 + 64, '#');
    const std::size_t taken = base::base64_write_wide(bytes, out.data());
    CHECK(taken % 3 == 0);
    CHECK(taken <= size);
    std::string expected;
    for (std::size_t i = 0; i < taken; i += 3) expected += "YWFh";
    CHECK(out == expected + std::string(out.size() - expected.size(), '#'));
  }
}
