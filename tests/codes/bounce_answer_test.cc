#include "codes/bounce_answer.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

BouncedRecipient recipient(std::string action, int reply, std::string diagnostic) {
  BouncedRecipient one;
  one.action = std::move(action);
  one.reply = reply;
  one.status = diagnostic.substr(4, 5);
  one.diagnostic = std::move(diagnostic);
  one.verdict = Classifier::builtin().classify(one.diagnostic);
  return one;
}

}  // namespace

TEST_CASE("what was given up is permanent; the address is kept as its temporary code says") {
  const BouncedRecipient given_up = recipient("failed", 452, "452 4.2.2 mailbox full");
  const Answer found = answer(given_up);
  CHECK(found.permanence == Permanence::permanent);
  CHECK(found.retry == Retry::later);
  CHECK(found.suppress == Suppress::soft);
  CHECK(found.notes == std::vector<std::string>{
                           "The mailer has given up: the message must be sent again to arrive."});
}

TEST_CASE("of a delay nothing is given up, and what contradicts itself is said as of a text") {
  CHECK(answer(recipient("delayed", 452, "452 4.2.2 mailbox full")).notes.empty());
  CHECK(answer(recipient("failed", 550, "550 4.7.1 refused")).notes.size() == 1);
}

TEST_CASE("what the diagnostic quotes is found") {
  const BouncedRecipient listed =
      recipient("failed", 554, "554 5.7.1 blocked using zen.spamhaus.org");
  const Answer found = answer(listed);
  REQUIRE(found.facts.size() == 1);
  CHECK(found.facts[0].value == "zen.spamhaus.org");
  CHECK(found.verdict.provider == "spamhaus");
}
