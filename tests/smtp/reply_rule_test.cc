#include "smtp/reply_rule.h"

#include <doctest/doctest.h>

using smtp::parse_reply_rule;

namespace {

std::string trouble(std::string_view pattern, std::string_view reply) {
  const auto rule = parse_reply_rule(pattern, reply);
  REQUIRE_FALSE(rule);
  CHECK(rule.error().kind == base::ErrorKind::parse);
  return rule.error().text;
}

}  // namespace

TEST_CASE("a rule is a pattern and a reply") {
  const auto rule = parse_reply_rule("RCPT*", "550 5.1.1 no such user");
  REQUIRE(rule);
  CHECK(smtp::one_line(*rule->reply) == "550 5.1.1 no such user");
}

TEST_CASE("a code alone is a reply, and drop is none") {
  CHECK(parse_reply_rule("X", "451")->reply->code == 451);
  CHECK_FALSE(parse_reply_rule("X", "drop")->reply);
}

TEST_CASE("the first rule that matches any form wins") {
  const std::vector<smtp::ReplyRule> rules{*parse_reply_rule("rcpt to:<a@*>", "450 a"),
                                           *parse_reply_rule("RCPT*", "550 b")};
  CHECK(smtp::find_rule(rules, {"RCPT TO:<a@x> NOTIFY=NEVER", "RCPT TO:<a@x>"}) == &rules[0]);
  CHECK(smtp::find_rule(rules, {"RCPT TO:<b@x>"}) == &rules[1]);
  CHECK(smtp::find_rule(rules, {"DATA"}) == nullptr);
}

// All error paths of parse_reply_rule follow.

TEST_CASE("what is no rule is told apart") {
  CHECK(trouble("", "250 ok") == "--on '' '250 ok': the pattern is empty");
  CHECK(trouble("X\n", "250 ok") == "--on 'X\\n' '250 ok': CR, LF and NUL cannot stand here");
  CHECK(trouble("X", "250 a\r\nb") == "--on 'X' '250 a\\r\\nb': CR, LF and NUL cannot stand here");
  const std::string code = "a reply starts with a code from 200 to 599, or is 'drop'";
  CHECK(trouble("X", "") == "--on 'X' '': " + code);
  CHECK(trouble("X", "no") == "--on 'X' 'no': " + code);
  CHECK(trouble("X", "199 x") == "--on 'X' '199 x': " + code);
  CHECK(trouble("X", "600 x") == "--on 'X' '600 x': " + code);
  CHECK(trouble("X", "2500") == "--on 'X' '2500': a blank stands behind the code");
  CHECK(trouble("X", "250 " + std::string(501, 'a')).ends_with("longer than 500 bytes"));
}
