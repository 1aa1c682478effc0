#include "smtp/xtext.h"

#include <doctest/doctest.h>

using namespace smtp;

TEST_CASE("xtext codes what a parameter cannot hold") {
  CHECK(xtext("bob@example.com") == "bob@example.com");
  CHECK(xtext("a+b=c d") == "a+2Bb+3Dc+20d");
  CHECK(xtext("\xc3\xbc\x7f") == "+C3+BC+7F");
  CHECK(xtext("").empty());
}

TEST_CASE("an address outside ASCII names its letters by their numbers") {
  CHECK(unitext("j\u00f6rg@d.test") == "j\\x{F6}rg@d.test");
  CHECK(unitext("a+b=c\\d e") == "a\\x{2B}b\\x{3D}c\\x{5C}d\\x{20}e");
  CHECK(unitext("\u65e5\U0001f4e7") == "\\x{65E5}\\x{1F4E7}");
  CHECK(unitext("").empty());
}
