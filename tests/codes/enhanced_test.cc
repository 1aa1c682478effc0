#include "codes/enhanced.h"

#include <doctest/doctest.h>

using codes::leading_enhanced;
using codes::parse_enhanced;

TEST_CASE("an enhanced code is class, subject and detail") {
  CHECK(parse_enhanced("5.7.26") == smtp::EnhancedStatus{5, 7, 26});
  CHECK(smtp::show(smtp::EnhancedStatus{4, 2, 2}) == "4.2.2");
}

TEST_CASE("what is not an enhanced code is none") {
  for (const char* text : {"", "5.7", "3.1.1", "1.1.1", "5.7.1234", "5.07.1", "5.7.1 ", "x.7.1",
                           "5..1", "192.0.2.1", "5.7.1.2"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_enhanced(text));
  }
}

TEST_CASE("at the beginning of a text the code must end there") {
  CHECK(leading_enhanced("5.1.1 no such user") == smtp::EnhancedStatus{5, 1, 1});
  CHECK(leading_enhanced("5.1.1: no") == smtp::EnhancedStatus{5, 1, 1});
  CHECK_FALSE(leading_enhanced("5.1.1.25 refused"));
  CHECK_FALSE(leading_enhanced("5.1.1a"));
}

TEST_CASE("a pattern of codes is cut at its dots") {
  const auto parts = codes::parts_of_enhanced("X.7.26");
  CHECK(parts.klass == "X");
  CHECK(parts.subject == "7");
  CHECK(parts.detail == "26");
  CHECK(codes::parts_of_enhanced("5.7").detail.empty());
}
