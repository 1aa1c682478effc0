#include "codes/record.h"

#include <doctest/doctest.h>

TEST_CASE("a record is a title line and its indented fields") {
  const auto records = codes::parse_records(
      "# comment\n\n550 mailbox unavailable\n  means: No: not here.\n  who: sender\n4xx later\n",
      "t");
  REQUIRE(records);
  REQUIRE(records->size() == 2);
  CHECK(records->at(0).key == "550");
  CHECK(records->at(0).title == "mailbox unavailable");
  CHECK(records->at(0).line == 3);
  CHECK(records->at(0).field("means") == "No: not here.");
  CHECK(records->at(1).field("means").empty());
}

TEST_CASE("a field without a colon is an error that names file and line") {
  const auto records = codes::parse_records("550 x\n  means nothing\n", "my.txt");
  REQUIRE_FALSE(records);
  CHECK(records.error().kind == base::ErrorKind::parse);
  CHECK(records.error().text == "my.txt:2: a field needs a colon");
}

TEST_CASE("a field before the first record is an error") {
  const auto records = codes::parse_records("  means: x\n", "my.txt");
  REQUIRE_FALSE(records);
  CHECK(records.error().text == "my.txt:1: a field before the first record");
}
