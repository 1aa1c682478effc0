#include "policy/splice.h"

#include <doctest/doctest.h>

using namespace policy;

TEST_CASE("changes are made all at once, wherever they stand") {
  CHECK(spliced("one two three", {{8, 5, "3"}, {0, 3, "1"}}) == "1 two 3");
  CHECK(spliced("one", {{3, 0, " two"}, {3, 0, " three"}}) == "one two three");
  CHECK(spliced("one", {}) == "one");
}

TEST_CASE("a change behind the end is none") { CHECK(spliced("one", {{7, 1, "x"}}) == "one"); }

TEST_CASE("a change inside one that takes its place out is left out") {
  CHECK(spliced("one two three", {{3, 4, ""}, {4, 3, "2"}}) == "one three");
}

TEST_CASE("a tag is set where it stands, p= behind the version, others at the end") {
  const auto with = [](const std::string& list, const char* name) {
    return spliced(list, {set_tag(list, name, "x")});
  };
  CHECK(with("v=DMARC1; p=none; sp=none", "p") == "v=DMARC1; p=x; sp=none");
  CHECK(with("v=DMARC1; sp=none", "p") == "v=DMARC1; p=x; sp=none");
  CHECK(with("v=DMARC1", "p") == "v=DMARC1; p=x");
  CHECK(with("v=DMARC1; p=; sp=none", "p") == "v=DMARC1; p=x; sp=none");
  CHECK(with("v=DMARC1; p= ", "p") == "v=DMARC1; p=x ");
  CHECK(with("v=DMARC1; p=none ; ", "rua") == "v=DMARC1; p=none; rua=x ; ");
}

TEST_CASE("a tag is dropped with its semicolon") {
  const auto without = [](const std::string& list, const char* name) {
    return spliced(list, {drop_tag(list, name)});
  };
  CHECK(without("v=DMARC1; pct=1; p=none", "pct") == "v=DMARC1; p=none");
  CHECK(without("v=DMARC1; p=none; pct=1;", "pct") == "v=DMARC1; p=none;");
  CHECK(without("v=DMARC1; p=none", "pct") == "v=DMARC1; p=none");
  CHECK(without("v=DMARC1; p=none", "v") == "v=DMARC1; p=none");
}

TEST_CASE("what drops the last tag and what comes behind it go together") {
  const std::string list = "v=DMARC1; p=none; pct=1";
  CHECK(spliced(list, {set_tag(list, "rua", "x"), drop_tag(list, "pct")}) ==
        "v=DMARC1; p=none; rua=x");
}
