#include "base/line_ends.h"

#include <doctest/doctest.h>

using namespace base;

TEST_CASE("LF becomes CRLF, and CRLF and CR stay") {
  CHECK(with_crlf("a\nb\r\nc\rd\n\n") == "a\r\nb\r\nc\rd\r\n\r\n");
  CHECK(with_crlf("").empty());
}

TEST_CASE("a line end that is cut in two is whole again") {
  LineEnds ends;
  CHECK(ends.encode("a\r") == "a\r");
  CHECK(ends.encode("\nb") == "\nb");
  CHECK(ends.encode("\n") == "\r\n");
  CHECK(ends.encode("\n") == "\r\n");
}

TEST_CASE("lines are counted by their LF") {
  CHECK(base::count_lines("") == 0);
  CHECK(base::count_lines("a\r\n\nb") == 2);
}
