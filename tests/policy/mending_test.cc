#include "policy/mending.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

TEST_CASE("the line that mends all stands under the worst finding that it mends") {
  Mending mending;
  mending.add({Level::fail, "only the owner knows", "decide", {}});
  mending.mend({Level::hint, "small", "write 1", {}}, {0, 1, "1"});
  mending.mend({Level::warn, "large", "write 2", {}}, {1, 1, "2"});
  CHECK(mending.apply_to("abc") == "12c");
  CHECK(show(std::move(mending).told("publish: 12c")) ==
        "fail: only the owner knows => decide\n"
        "hint: small => write 1\n"
        "warn: large => publish: 12c\n");
}

TEST_CASE("beside a change that is one of several the words stay") {
  Mending mending;
  CHECK_FALSE(mending.has_choice());
  mending.mend({Level::fail, "either", "write 1 or 2", {}}, {0, 1, "1"}, true);
  CHECK(mending.has_choice());
  CHECK(show(std::move(mending).told("publish: 1")) ==
        "fail: either => write 1 or 2\npublish: 1\n");
}

TEST_CASE("without a line each finding keeps its words") {
  Mending mending;
  mending.mend({Level::fail, "wrong", "write 1", {}}, {0, 1, "1"});
  CHECK(show(std::move(mending).told("")) == "fail: wrong => write 1\n");
}
