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

TEST_CASE("trouble of the server whose log it is has nobody else to be told") {
  const auto todo_of = [](LogOutcome outcome, std::string_view remote, std::string_view text) {
    LogEvent event;
    event.outcome = outcome;
    event.remote = remote;
    event.text = text;
    return codes::answer(event, Classifier::builtin()).reason->todo;
  };
  const std::string_view own =
      "Look at its log around this line, at its disk, and at what it asks (database, milter, "
      "Dovecot).";
  CHECK(todo_of(LogOutcome::refused, "192.0.2.1", "451 4.3.0 Temporary lookup failure") == own);
  CHECK(todo_of(LogOutcome::refused, "", "452 4.3.1 Insufficient system storage") == own);
  CHECK(todo_of(LogOutcome::deferred, "", "mail transport unavailable") == own);
  CHECK(todo_of(LogOutcome::deferred, "virtual", "cannot update mailbox /v/a: Permission denied") ==
        own);
  CHECK(todo_of(LogOutcome::deferred, "mx.example", "451 4.3.0 Internal error") ==
        "Try again later; if it lasts, tell the recipient's admin.");
  CHECK(todo_of(LogOutcome::failed, "", "mail for b.example loops back to myself")
            .starts_with("Add the domain to those"));
  CHECK(todo_of(LogOutcome::deferred, "mx.example",
                "connect to mx.example[private/dovecot-lmtp]: No such file or directory")
            .starts_with("See that the service runs"));
}

TEST_CASE("what a log's line says may be otherwise later suppresses no address for good") {
  CHECK(answer_to(LogOutcome::failed, "mailbox disabled").suppress == codes::Suppress::hard);
  CHECK(answer_to(LogOutcome::failed, "mailbox temporarily disabled").suppress ==
        codes::Suppress::soft);
}
