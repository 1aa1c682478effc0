#include "session/cut_mark.h"

#include <doctest/doctest.h>

using namespace session;

TEST_CASE("what stands for lines that were not shown is known again") {
  for (const std::uint64_t many : {1ULL, 107ULL, 12'345ULL, 999'999'999ULL}) {
    CAPTURE(cut_mark(many, many * 70));
    CHECK(is_cut_mark(" " + cut_mark(many, many * 70)));
  }
  CHECK(cut_mark(1, 12) == "... 1 line, 12 bytes");
}

TEST_CASE("a comment of one's own is no such mark") {
  for (const std::string_view own : {" ... see line 3", " ... and so on", " 107 lines, 572 bytes"})
    CHECK_FALSE(is_cut_mark(own));
}
