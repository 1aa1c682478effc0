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

TEST_CASE("the status of a line is the one by the --fail-on that is asked for") {
  constexpr const char* kLine = R"({"target":"a","exit":1,"exits":{"warn":1,"fail":75}})";
  CHECK(parse_result_line(kLine)->exit == 1);
  CHECK(parse_result_line(kLine, "warn")->exit == 1);
  CHECK(parse_result_line(kLine, "fail")->exit == 75);
  CHECK(parse_result_line(R"({"target":"a","exit":68})", "warn")->exit == 68);
  CHECK(parse_result_line(R"({"target":"a","exit":1,"exits":[]})", "warn")->exit == 1);
}

TEST_CASE("a line tells which command wrote it") {
  CHECK(parse_result_line(R"({"target":"a","hosts":[]})")->command == "probe");
  CHECK(parse_result_line(R"({"target":"a","host":"a:25"})")->command == "banner");
}

TEST_CASE("what a killed run left is told from the end of another file") {
  CHECK(report::may_begin_result_line(""));
  CHECK(report::may_begin_result_line("{\"targ"));
  CHECK(report::may_begin_result_line("{\"target\":\"a\",\"ver"));
  CHECK_FALSE(report::may_begin_result_line("mx.example.com"));
  CHECK_FALSE(report::may_begin_result_line("{\"domain\":"));
}
