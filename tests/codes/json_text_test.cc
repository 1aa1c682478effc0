#include "codes/json_text.h"

#include <doctest/doctest.h>

using codes::first_string;
using codes::parse_json;
using codes::string_at;
using codes::take_json;

TEST_CASE("JSON is taken out of a text with its brackets, and what follows is left") {
  std::string_view text = R"(see {"a":"}\"]"} and [1,[2]] here)";
  CHECK(take_json(text) == R"({"a":"}\"]"})");
  CHECK(take_json(text) == "[1,[2]]");
  CHECK(take_json(text).empty());
}

TEST_CASE("what has no end is not taken") {
  std::string_view text = R"({"a":"b)";
  CHECK(take_json(text).empty());
  std::string_view escape = "{\"a\\";
  CHECK(take_json(escape).empty());
}

TEST_CASE("JSON that ends in the middle is told from what is none") {
  for (const char* cut :
       {"[", "{\"a\":\"b\n", "[{\"a\":1},", "[{\"a\":tru", "{\"a\\u00", "see [1, 2"})
    CHECK(codes::is_cut(cut));
  for (const char* other : {"", "550 no", "[1]", "[TSS04] no", "{a:1", "[1,]"})
    CHECK_FALSE(codes::is_cut(other));
}

TEST_CASE("JSON that is cut is closed behind its last member that is complete") {
  CHECK(codes::closed_json(R"([{"a":"]"},{"b":[1],"c":)") == R"([{"a":"]"},{"b":[1]}])");
  CHECK(codes::closed_json(R"({"a":[{"b":1},{"c)") == R"({"a":[{"b":1}]})");
  CHECK(codes::closed_json(R"({"a":"b)").empty());
}

TEST_CASE("what is no JSON, too large or too deep does no harm") {
  CHECK_FALSE(parse_json("{a:1}"));
  CHECK_FALSE(parse_json("\"" + std::string(codes::kMostJson, 'a') + "\""));
  CHECK_FALSE(parse_json(std::string(100'000, '[')));
  const auto deep = parse_json(std::string(100, '[') + "1" + std::string(100, ']'));
  REQUIRE(deep);
  CHECK(deep->is_array());
}

TEST_CASE(
    "bytes that are no UTF-8 and surrogates that are alone become the replacement character") {
  const auto text = [](std::string_view json) {
    const auto object = parse_json(json);
    return object ? string_at(*object, "a") : "none";
  };
  CHECK(text("{\"a\":\"\xFF\xC3 x\"}") == "\xEF\xBF\xBD\xEF\xBF\xBD x");
  CHECK(text(R"({"a":"\uD800x\udc00"})") == "\xEF\xBF\xBDx\xEF\xBF\xBD");
  CHECK(text(R"({"a":"\ud83d\ude00 \ud800"})") == "\xF0\x9F\x98\x80 \xEF\xBF\xBD");
  CHECK(text(R"({"a":"\\ud800 \udbff"})") == "\\ud800 \xEF\xBF\xBD");
  CHECK(text("{\"a\":\"\\ud8") == "none");
}

TEST_CASE("strings and whole numbers are read by name, and anything else is none") {
  const auto object = parse_json(R"({"a":"x","n":550,"e":"","f":1.5,"o":{}})");
  REQUIRE(object);
  CHECK(string_at(*object, "a") == "x");
  CHECK(string_at(*object, "n") == "550");
  CHECK(string_at(*object, "f").empty());
  CHECK(string_at(*object, "o").empty());
  CHECK(string_at(*object, "missing").empty());
  CHECK(first_string(*object, {"missing", "e", "n"}) == "550");
}
