#include "report/json_results.h"

#include <doctest/doctest.h>

using report::parse_result_line;

TEST_CASE("a line of results tells its target, its part and whether it failed") {
  const auto line = parse_result_line(R"({"target":"a","part":2,"parts":3,"error":{"text":"x"}})");
  REQUIRE(line);
  CHECK(line->target == "a");
  CHECK(line->part == 2);
  CHECK(line->parts == 3);
  CHECK(line->failed);
}

TEST_CASE("a line without parts is one of one, and null is no error") {
  const auto line = parse_result_line(R"({"target":"a","error":null})");
  REQUIRE(line);
  CHECK(line->part == 1);
  CHECK(line->parts == 1);
  CHECK_FALSE(line->failed);
}

TEST_CASE("anything else is no line of results") {
  for (const char* text : {"", "{", "[]", "1", "{\"target\":1}", "{\"domain\":\"a\"}"})
    CHECK_FALSE(parse_result_line(text));
}

TEST_CASE("a target is compared as it is written") {
  CHECK(report::target_in_results("mx.example.com") == "mx.example.com");
  CHECK(report::target_in_results("\xff") == "\\xFF");
}
