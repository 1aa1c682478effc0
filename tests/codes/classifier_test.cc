#include "codes/classifier.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

// Two tiers, in the order of the built-in files.
Classifier made(std::string_view text, int tier = 2) {
  auto rules = parse_rules(text, "own.txt");
  REQUIRE(rules);
  for (Rule& rule : *rules) rule.tier = tier;
  auto classifier = Classifier::make(std::move(*rules));
  REQUIRE(classifier);
  return std::move(*classifier);
}

constexpr std::string_view kTwo =
    "userunknown first\n  match: no such user\n  source: x\n  test: x\n\n"
    "blocked second\n  match: user|blocked\n  reply: 5xx\n  source: x\n  test: x\n";

}  // namespace

TEST_CASE("the first rule that matches decides") {
  const Classifier classifier = made(kTwo);
  CHECK(classifier.classify("550 No such user").decided_by == "rule userunknown/first");
  CHECK(classifier.classify("550 user is blocked").decided_by == "rule blocked/second");
  CHECK(classifier.matching("550 no such user").size() == 2);
}

TEST_CASE("a rule decides only in its scope") {
  CHECK(made(kTwo).classify("450 user is blocked").decided_by == "nothing");
}

TEST_CASE("without a rule the enhanced code decides, then the reply code, then nothing") {
  const Classifier none = made("blocked one\n  match: never so\n");
  CHECK(none.classify("550 5.2.2 words").reason == "mailboxfull");
  CHECK(none.classify("550 5.2.2 words").decided_by == "status 5.2.2");
  CHECK(none.classify("552 words").decided_by == "reply 552");
  CHECK(none.classify("words").reason == "undefined");
  CHECK(none.classify("words").decided_by == "nothing");
}

TEST_CASE("words that say little give way to an enhanced code that says more") {
  const Classifier weak = made("blocked one\n  match: refused\n", 3);
  CHECK(weak.classify("550 5.2.2 refused").decided_by == "status 5.2.2");
  CHECK(weak.classify("550 refused").decided_by == "rule blocked/one");
  CHECK(weak.classify("550 refused").confidence == Confidence::low);
}

TEST_CASE("a mark of one provider is certain, and the provider is named") {
  CHECK(made("blocked one\n  match: refused\n", 1).classify("550 refused").confidence ==
        Confidence::high);
  CHECK(Classifier::builtin()
            .classify("550-5.1.1 The email account does not exist. gsmtp")
            .provider == "google");
}

TEST_CASE("a pattern that is none is named") {
  const auto checked = made("blocked one\n  match: (open\n").check_patterns();
  REQUIRE_FALSE(checked);
  CHECK(checked.error().text.starts_with("own.txt:1: blocked/one: bad pattern (open: missing )"));
}

TEST_CASE("a reply by which nothing was refused has no reason, whatever its words") {
  for (const char* text : {"250 SMTPUTF8", "220 mx.example.org ESMTP no spam please",
                           "250 2.0.0 Ok: queued as quarantine spam"})
    CHECK(Classifier::builtin().classify(text).reason == "undefined");
  CHECK(Classifier::builtin()
            .classify("254 2.0.0 Accepted, but the recipient is on the suppression list")
            .reason == "suppressed");
}
