#include "base/caret.h"

#include <doctest/doctest.h>

using namespace base;

TEST_CASE("a caret stands below its place") {
  const CaretLines shown = point_into("v=spf1 mial -all", 7);
  CHECK(shown.line == "v=spf1 mial -all");
  CHECK(shown.caret == "       ^");
  CHECK(column_at("v=spf1 mial -all", 7) == 8);
}

TEST_CASE("a place behind the line is its end") { CHECK(point_into("ab", 9).caret == "  ^"); }

TEST_CASE("a caret counts characters as they are shown") {
  CHECK(point_into("b\xC3\xBC"
                   "cher!",
                   7)
            .caret == "      ^");
  CHECK(point_into("\x1b[m!", 3).line == "\\x1B[m!");
  CHECK(point_into("\x1b[m!", 3).caret == "      ^");
  CHECK(column_at("b\xC3\xBC"
                  "cher!",
                  7) == 7);
}

TEST_CASE("of a long line the part around the caret is shown") {
  const std::string line = std::string(200, 'a') + "!" + std::string(200, 'b');
  const CaretLines shown = point_into(line, 200);
  CHECK(shown.line == std::string(60, 'a') + "!" + std::string(39, 'b'));
  CHECK(shown.caret == std::string(60, ' ') + "^");
}
