#include "base/wrap.h"

#include <doctest/doctest.h>

using base::wrapped;
using Rows = std::vector<std::string>;

TEST_CASE("words fill rows of a given width") {
  CHECK(wrapped("one two three", 7) == Rows{"one two", "three"});
  CHECK(wrapped("one\ntwo", 7) == Rows{"one two"});
}

TEST_CASE("a word that is too long has a row of its own") {
  CHECK(wrapped("a enormous b", 4) == Rows{"a", "enormous", "b"});
}

TEST_CASE("no words are one empty row") { CHECK(wrapped("", 10) == Rows{""}); }
