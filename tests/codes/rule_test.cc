#include "codes/rule.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

Rule rule(const std::string& fields) {
  static std::string text;  // a Rule's views point into it
  text = "blocked it\n" + fields;
  const auto rules = parse_rules(text, "own.txt");
  REQUIRE(rules);
  REQUIRE(rules->size() == 1);
  return rules->front();
}

std::string error(std::string_view text) {
  const auto rules = parse_rules(text, "own.txt");
  return rules ? "" : rules.error().text;
}

}  // namespace

TEST_CASE("a rule has its reason, its name and its fields") {
  const Rule read = rule("  match: a\n  match: b\n  source: mine\n  test: an a\n");
  CHECK(read.id() == "blocked/it");
  CHECK(read.matches == std::vector<std::string_view>{"a", "b"});
  CHECK(read.source == "mine");
  CHECK(read.tests == std::vector<std::string_view>{"an a"});
  CHECK(read.line == 1);
}

TEST_CASE("a status is met digit by digit, and X and * are any") {
  const auto fits = [](const std::string& status, std::string_view text) {
    return rule("  status: " + status + "\n").in_scope(find_reply(text));
  };
  CHECK(fits("5.7.1", "550 5.7.1 no"));
  CHECK(fits("X.7.*", "450 4.7.26 no"));
  CHECK_FALSE(fits("5.7.1", "550 5.7.10 no"));
  CHECK_FALSE(fits("5.7.1", "550 no"));
}

TEST_CASE("a reply code is met as far as it is written") {
  const auto fits = [](const std::string& reply, std::string_view text) {
    return rule("  reply: " + reply + "\n").in_scope(find_reply(text));
  };
  CHECK(fits("550", "550 no"));
  CHECK(fits("5xx", "554 no"));
  CHECK_FALSE(fits("5xx", "450 no"));
  CHECK_FALSE(fits("550", "no"));
}

TEST_CASE("a stage is met where the text tells it") {
  const Rule at_rcpt = rule("  stage: rcpt\n  match: x\n");
  CHECK(at_rcpt.in_scope(find_reply("550 x (in reply to RCPT TO command)")));
  CHECK_FALSE(at_rcpt.in_scope(find_reply("550 x (in reply to end of DATA command)")));
  CHECK_FALSE(at_rcpt.in_scope(find_reply("550 x")));
}

TEST_CASE("a rule that cannot be is named with its line") {
  CHECK(error("blocked it\n  matches: x\n") == "own.txt:1: blocked/it: bad field matches: x");
  CHECK(error("\nblocked it\n  source: x\n") ==
        "own.txt:2: blocked/it: needs match, status or reply");
}
