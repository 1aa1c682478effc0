#include "message/survey.h"

#include <doctest/doctest.h>

using namespace message;

namespace {

Survey of(std::string text) {
  Source source = Source::from_text(std::move(text));
  return *survey(source);
}

}  // namespace

TEST_CASE("ASCII text in short lines can go anywhere") {
  CHECK(of("Hi\r\nthere\n").seven_bit());
  CHECK(of(std::string(998, 'x') + "\r\n").seven_bit());
  CHECK(of("").seven_bit());
}

TEST_CASE("text outside ASCII needs 8BITMIME, and how much of it there is is told") {
  const Survey found = of("gr\u00fcn");
  CHECK_FALSE(found.seven_bit());
  CHECK(found.eight_bit());
  CHECK(found.coded == 2);
  CHECK(found.bytes == 5);
}

TEST_CASE("lines that will grow by a CR are counted") {
  CHECK(of("a\nb\r\n\n").bare_lf == 2);
  CHECK(of("a\r\n").bare_lf == 0);
}

TEST_CASE("long lines, NUL, and CR alone are no text to a server") {
  CHECK_FALSE(of(std::string(999, 'x')).eight_bit());
  CHECK_FALSE(of(std::string("a\0b", 3)).eight_bit());
  CHECK_FALSE(of("a\rb\n").eight_bit());
  CHECK_FALSE(of("a\r").eight_bit());
  CHECK_FALSE(unknown().eight_bit());
}
