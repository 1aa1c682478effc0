#include "smtp/xtext.h"

#include <doctest/doctest.h>

using namespace smtp;

TEST_CASE("xtext codes what a parameter cannot hold") {
  CHECK(xtext("bob@example.com") == "bob@example.com");
  CHECK(xtext("a+b=c d") == "a+2Bb+3Dc+20d");
  CHECK(xtext("\xc3\xbc\x7f") == "+C3+BC+7F");
  CHECK(xtext("").empty());
}
