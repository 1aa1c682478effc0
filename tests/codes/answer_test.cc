#include "codes/answer.h"

#include <doctest/doctest.h>

using codes::Classifier;

TEST_CASE("an answer joins reason, codes, facts and advice") {
  const auto answer = codes::answer(
      "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; "
      "https://www.spamhaus.org/query/ip/192.0.2.1",
      Classifier::builtin());
  CHECK(answer.verdict.reason == "blocked");
  CHECK(answer.verdict.provider_name == "Spamhaus");
  CHECK(answer.reason->who == codes::Actor::sender_admin);
  CHECK(answer.retry == codes::Retry::after_change);
  REQUIRE(answer.facts.size() == 3);
  CHECK(answer.facts[0].kind == "ip");
  CHECK(answer.facts[1].value == "zen.spamhaus.org");
  CHECK(answer.facts[1].kind == "list");
  CHECK(answer.facts[2].kind == "url");
}

TEST_CASE("sizes and rates are quoted") {
  const auto facts = codes::find_facts("limit is 10240000 bytes, 20 messages per hour");
  REQUIRE(facts.size() == 2);
  CHECK(facts[0].value == "10240000 bytes");
  CHECK(facts[1].value == "messages per hour");
}

TEST_CASE("what contradicts itself is said") {
  const auto& rules = Classifier::builtin();
  CHECK(codes::answer("550 5.7.1 try again later", rules).notes.size() == 1);
  CHECK(codes::answer("550 4.7.1 refused", rules).notes.size() == 1);
  CHECK(codes::answer("421 permanently deferred", rules).notes.size() == 1);
  CHECK(codes::answer("550 5.1.1 no such user", rules).notes.empty());
}

TEST_CASE("a temporary code allows another attempt and suppresses nobody at once") {
  const auto answer = codes::answer("450 4.1.1 user unknown", Classifier::builtin());
  CHECK(answer.retry == codes::Retry::later);
  CHECK(answer.suppress == codes::Suppress::soft);
  REQUIRE(answer.notes.size() == 1);
  CHECK(
      answer.notes[0] ==
      "The code is temporary, so this is not certain yet: the mailer tries again, and the address "
      "should stay until the refusal is permanent.");
}

TEST_CASE("a reply that is no refusal is explained by its code") {
  const auto answer = codes::answer("250 2.1.5 Ok", Classifier::builtin());
  CHECK(answer.verdict.reason == "undefined");
  CHECK(answer.is_by_code());
  CHECK(answer.reason->means == "The recipient's address is valid.");
  const auto queued = codes::answer("250 2.0.0 Ok: queued as 4X1", Classifier::builtin());
  CHECK(queued.reason->means == codes::CodeTable::builtin().reply(250)->means);
  CHECK_FALSE(codes::answer("450 4.7.1 x", Classifier::builtin()).is_by_code());
}

TEST_CASE("a text that tells nothing is undefined") {
  const auto answer = codes::answer("hello world", Classifier::builtin());
  CHECK(answer.verdict.reason == "undefined");
  CHECK(answer.permanence == codes::Permanence::unknown);
}
