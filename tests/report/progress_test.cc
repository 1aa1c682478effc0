#include "report/progress.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace report;

TEST_CASE("the bar is drawn at once, ten times a second at most, and taken away at the end") {
  std::ostringstream out;
  Progress progress(out, 10'000'000);
  progress.add(5'000'000);
  const std::string half = out.str();
  CHECK(half.starts_with("\r[###############...............] 5.0 MB of 10.0 MB, "));
  CHECK(half.ends_with("/s\x1b[K"));
  progress.add(1);
  CHECK(out.str() == half);
  progress.finish();
  CHECK(out.str() == half + "\r\x1b[K");
  progress.finish();
  CHECK(out.str() == half + "\r\x1b[K");
}

TEST_CASE("what was never drawn is not taken away, and more than all is a full bar") {
  std::ostringstream out;
  Progress(out, 10).finish();
  CHECK(out.str().empty());
  Progress(out, 0).add(10);
  CHECK(out.str().starts_with("\r[##############################] 10 bytes of 0 bytes, "));
}
