#include "commands/rate.h"

#include <doctest/doctest.h>

#include <string>

using commands::parse_rate;

TEST_CASE("a rate is a number in a time") {
  CHECK(parse_rate("20") == 20);
  CHECK(parse_rate("20/s") == 20);
  CHECK(parse_rate("90/m") == 1.5);
  CHECK(parse_rate("3600/h") == 1);
}

TEST_CASE("a rate that is none is refused") {
  for (const char* text : {"", "0", "x", "20/", "20/d", "-1", "/s"})
    CHECK(parse_rate(text).error().text ==
          "'" + std::string(text) + "' is not a rate: write 50/s, 600/m or 10/h");
}
