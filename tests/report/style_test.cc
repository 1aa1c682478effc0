#include "report/style.h"

#include <doctest/doctest.h>

using namespace report;

TEST_CASE("without colours nothing is added") {
  for (const Paint paint :
       {Paint::plain, Paint::client, Paint::server, Paint::refusal, Paint::note, Paint::warning})
    CHECK(Style(false).paint(paint, "text") == "text");
}

TEST_CASE("with colours each paint has its own, and plain has none") {
  const Style style(true);
  CHECK(style.paint(Paint::plain, "x") == "x");
  CHECK(style.paint(Paint::client, "x") == "\x1b[36mx\x1b[0m");
  CHECK(style.paint(Paint::server, "x") == "\x1b[32mx\x1b[0m");
  CHECK(style.paint(Paint::refusal, "x") == "\x1b[31mx\x1b[0m");
  CHECK(style.paint(Paint::note, "x") == "\x1b[2mx\x1b[0m");
  CHECK(style.paint(Paint::warning, "x") == "\x1b[33mx\x1b[0m");
}
