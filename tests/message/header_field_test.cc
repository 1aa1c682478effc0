#include "message/header_field.h"

#include <doctest/doctest.h>

using namespace message;
using namespace std::string_literals;
using base::ErrorKind;

namespace {

std::string parse_error(std::string_view text, ErrorKind kind) {
  const auto field = parse_header(text);
  REQUIRE_FALSE(field);
  CHECK(field.error().kind == kind);
  return field.error().text;
}

}  // namespace

TEST_CASE("a header field is a name, a colon and a value") {
  const auto field = parse_header("X-Test:  a: b ");
  REQUIRE(field);
  CHECK(field->name == "X-Test");
  CHECK(field->value == "a: b");
  CHECK(parse_header("X:")->value.empty());
}

// All error paths of parse_header() follow.

TEST_CASE("CR, LF and NUL in a header field are refused") {
  CHECK(parse_error("Subject: a\r\nBcc: b", ErrorKind::usage) ==
        "a header field cannot hold CR, LF or NUL: 'Subject: a\\r\\nBcc: b'");
  CHECK(parse_error("X: a\0b"s, ErrorKind::usage) ==
        "a header field cannot hold CR, LF or NUL: 'X: a\\0b'");
}

TEST_CASE("what has no colon, or a name that cannot be, is no header field") {
  for (const std::string text : {"Subject", "", ": x", "Sub ject: x", "S\xc3\xbc: x"})
    CHECK(parse_error(text, ErrorKind::parse) ==
          "'" + text + "' is not a header field: write 'Name: value'");
}
