#include "base/result.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using base::Stage;

TEST_CASE("each stage has a name of its own, and words for people") {
  std::set<std::string_view> names, words;
  for (int i = 0; i <= static_cast<int>(Stage::other); ++i) {
    names.insert(base::stage_name(static_cast<Stage>(i)));
    words.insert(base::stage_words(static_cast<Stage>(i)));
  }
  CHECK(names.size() == static_cast<std::size_t>(Stage::other) + 1);
  CHECK(words.size() == names.size());
  CHECK(base::stage_name(Stage::dot) == "dot");
  CHECK(base::stage_words(Stage::dot) == "end of data");
}

TEST_CASE("fail() makes an Error of any Result") {
  const base::Result<int> failed = base::fail(base::ErrorKind::lost, Stage::rcpt, "gone");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == base::ErrorKind::lost);
  CHECK(failed.error().stage == Stage::rcpt);
  CHECK(failed.error().text == "gone");
  const base::Result<void> passed_on = base::fail(failed.error());
  CHECK(passed_on.error().text == "gone");
}
