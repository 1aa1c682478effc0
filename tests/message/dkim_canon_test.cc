#include "message/dkim_canon.h"

#include <doctest/doctest.h>

using namespace message;

namespace {

// The canonical form, which must not depend on where the text is cut.
std::string canonical(Canon canon, std::string_view body) {
  CanonicalBody whole(canon), bytes(canon);
  std::string text(whole.take(body)), cut;
  text += whole.finish();
  for (std::size_t i = 0; i < body.size(); ++i) cut += bytes.take(body.substr(i, 1));
  cut += bytes.finish();
  CHECK(cut == text);
  return text;
}

}  // namespace

// RFC 6376 section 3.4.5: the example, with SP and HTAB as they stand there.
TEST_CASE("the example of RFC 6376 in its relaxed form") {
  CHECK(canonical_field(Canon::relaxed, "A: X") == "a:X");
  CHECK(canonical_field(Canon::relaxed, "B : Y\t\r\n\tZ  ") == "b:Y Z");
  CHECK(canonical(Canon::relaxed, " C \r\nD \t E\r\n\r\n\r\n") == " C\r\nD E\r\n");
}

TEST_CASE("the example of RFC 6376 in its simple form") {
  CHECK(canonical_field(Canon::simple, "A: X") == "A: X");
  CHECK(canonical_field(Canon::simple, "B : Y\t\r\n\tZ  ") == "B : Y\t\r\n\tZ  ");
  CHECK(canonical(Canon::simple, " C \r\nD \t E\r\n\r\n\r\n") == " C \r\nD \t E\r\n");
}

TEST_CASE("an empty body is a line end in the simple form, and nothing in the relaxed one") {
  for (const char* body : {"", "\r\n", "\r\n\r\n"}) {
    CHECK(canonical(Canon::simple, body) == "\r\n");
    CHECK(canonical(Canon::relaxed, body).empty());
  }
  CHECK(canonical(Canon::relaxed, " \t\r\n \r\n").empty());
}

TEST_CASE("a line end is added to a body that has none at its end") {
  CHECK(canonical(Canon::simple, "a") == "a\r\n");
  CHECK(canonical(Canon::relaxed, "a\r\n\r\nb \t") == "a\r\n\r\nb\r\n");
}

TEST_CASE("a CR without LF is text like any other") {
  CHECK(canonical(Canon::relaxed, "a\rb\r\n") == "a\rb\r\n");
  CHECK(canonical(Canon::simple, "a\r") == "a\r\r\n");
}

TEST_CASE("forms have their names") {
  CHECK(name_of(Canon::simple) == "simple");
  CHECK(name_of(Canon::relaxed) == "relaxed");
}
