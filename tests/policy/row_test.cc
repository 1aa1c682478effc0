#include "policy/row.h"

#include <doctest/doctest.h>

using namespace policy;

TEST_CASE("the way by CNAMEs is a line of details") {
  Row row;
  row.tell_aliases("c.example", {});
  CHECK(row.details.empty());
  row.tell_aliases("c.example", {"b.example", "a.example"});
  CHECK(row.details == std::vector<std::string>{"c.example -> b.example -> a.example (CNAME)"});
}

TEST_CASE("a row is as bad as its worst finding") {
  Row row;
  CHECK(row.verdict() == Verdict::pass);
  row.findings = {{Level::hint, "a", "", {}}, {Level::warn, "b", "", {}}};
  CHECK(row.verdict() == Verdict::warn);
  worst_first(row.findings);
  CHECK(row.findings.front().text == "b");
}

TEST_CASE("what was not told is no pass, and no more than a hint hides it") {
  Row row;
  row.trouble = {"no answer"};
  CHECK(row.verdict() == Verdict::unknown);
  row.findings = {{Level::hint, "a", "", {}}};
  CHECK(row.verdict() == Verdict::unknown);
  row.findings = {{Level::fail, "a", "", {}}};
  CHECK(row.verdict() == Verdict::fail);
}

TEST_CASE("every topic is found by its name") {
  for (const TopicPage& page : topic_pages()) CHECK(topic_named(page.name) == page.topic);
  CHECK_FALSE(topic_named("nonsense"));
}
