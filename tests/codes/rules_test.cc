#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/text.h"
#include "codes/classifier.h"
#include "codes/code_table.h"
#include "codes/embedded.h"

using codes::Classifier;
using codes::Rule;

TEST_CASE("every rule file parses and every pattern compiles") {
  for (const codes::EmbeddedText& file : codes::embedded_texts()) {
    if (!file.name.starts_with("rules-")) continue;
    const auto rules = codes::parse_rules(file.text, file.name);
    CHECK_MESSAGE(rules.has_value(), (rules ? std::string() : rules.error().text));
  }
  const auto checked = Classifier::builtin().check_patterns();
  CHECK_MESSAGE(checked.has_value(), (checked ? std::string() : checked.error().text));
}

TEST_CASE("every rule has a source, a test line and a reason that has a page") {
  codes::CodeTable reasons;
  REQUIRE(reasons.add(codes::embedded("reasons.txt"), "reasons.txt"));
  std::set<std::string> seen;
  for (const Rule& rule : Classifier::builtin().rules()) {
    CAPTURE(rule.id());
    CHECK(seen.insert(rule.id()).second);
    CHECK(!rule.source.empty());
    CHECK(!rule.tests.empty());
    CHECK(reasons.find(rule.reason).size() == 1);
  }
}

TEST_CASE("no rule is shadowed: each decides its own test line") {
  for (const Rule& rule : Classifier::builtin().rules()) {
    for (std::string_view test : rule.tests) {
      CAPTURE(test);
      CHECK(Classifier::builtin().classify(test).decided_by == "rule " + rule.id());
    }
  }
}

TEST_CASE("no pattern asks for what a normalised text never holds") {
  for (const Rule& rule : Classifier::builtin().rules()) {
    for (std::string_view pattern : rule.matches) {
      CAPTURE(pattern);
      CHECK(base::to_lower(pattern) == pattern);
      CHECK(pattern.find("[ip]") == pattern.npos);
    }
  }
}
