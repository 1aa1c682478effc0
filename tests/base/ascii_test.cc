#include "base/ascii.h"

#include <doctest/doctest.h>

using namespace base;

TEST_CASE("digits, blanks, spaces and controls are those of ASCII and no others") {
  int digits = 0, blanks = 0, spaces = 0, controls = 0;
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    digits += is_digit(c);
    blanks += is_blank(c);
    spaces += is_space(c);
    controls += is_control(c);
  }
  CHECK(digits == 10);
  CHECK(blanks == 2);
  CHECK(spaces == 4);
  CHECK(controls == 33);
}
