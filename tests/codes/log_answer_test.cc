#include "codes/log_answer.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

Answer answer_to(LogOutcome outcome, std::string_view text) {
  LogEvent event;
  event.outcome = outcome;
  event.text = text;
  return answer(event, Classifier::builtin());
}

}  // namespace

TEST_CASE("without a code, what the mailer did tells whether a refusal is for good") {
  const Answer deferred = answer_to(LogOutcome::deferred, "retry time not reached");
  CHECK(deferred.permanence == Permanence::temporary);
  CHECK(answer_to(LogOutcome::failed, "retry timeout exceeded").permanence ==
        Permanence::permanent);
  CHECK(answer_to(LogOutcome::refused, "relay not permitted").permanence == Permanence::unknown);
}

TEST_CASE("what the mailer tries again is temporary, though a code in its words is permanent") {
  const Answer deferred = answer_to(LogOutcome::deferred, "server said: 535 5.7.8 bad login");
  CHECK(deferred.permanence == Permanence::temporary);
  CHECK(deferred.retry == Retry::later);
}

TEST_CASE("a code in the words counts more than that the mailer gave up") {
  CHECK(answer_to(LogOutcome::failed, "451 4.7.1 greylisted").permanence == Permanence::temporary);
}
