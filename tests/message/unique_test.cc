#include "message/unique.h"

#include <doctest/doctest.h>

using message::find_unique_word;

TEST_CASE("a unique word begins with the time and differs each time") {
  const message::Moment now = std::chrono::system_clock::from_time_t(1795390173);
  const std::string word = message::make_unique_word(now);
  CHECK(word.substr(0, 15) == "20261122232933.");
  CHECK(word.size() == 31);
  CHECK(word != message::make_unique_word(now));
}

TEST_CASE("a unique word is found wherever it stands, and nothing else is taken for one") {
  CHECK(find_unique_word(" boundary=\"=_1_20261122204839.31d8e47cec43fda1\"") ==
        "20261122204839.31d8e47cec43fda1");
  CHECK(find_unique_word("20261122204839.31D8E47CEC43FDA1").empty());
  CHECK(find_unique_word("20261122204839.31d8e47cec43fda").empty());
  CHECK(find_unique_word("2026112220483a.31d8e47cec43fda1").empty());
}
