#include "report/verdict.h"

#include <doctest/doctest.h>

using namespace report;
using namespace smtp;
using base::Stage;
using Lines = std::vector<std::string>;

namespace {

std::optional<Reply> reply(int code, const std::string& text) { return Reply{code, {text}}; }

RecipientResult recipient(const std::string& name, std::optional<Reply> rcpt,
                          std::optional<Reply> final = {}) {
  return {parse_path(name).value(), std::move(rcpt), std::move(final)};
}

}  // namespace

TEST_CASE("nothing is said of what went as asked") {
  Outcome outcome;
  CHECK(verdict(outcome).empty());
  outcome.recipients = {recipient("bob", reply(250, "ok"), reply(250, "queued"))};
  CHECK(verdict(outcome).empty());
}

TEST_CASE("an error is said as it is") {
  Outcome outcome;
  outcome.error = base::Error{base::ErrorKind::lost, Stage::mail, "connection closed"};
  CHECK(verdict(outcome) == Lines{"connection closed"});
}

TEST_CASE("a refusal is said with its stage and the server's words, printable") {
  Outcome outcome;
  outcome.refused_at = Stage::greeting;
  outcome.greeting = reply(554, "go\x1b away");
  CHECK(verdict(outcome) == Lines{"greeting refused: 554 go\\x1B away"});
  outcome.refused_at = Stage::auth;
  outcome.auth = reply(535, "5.7.8 no");
  CHECK(verdict(outcome) == Lines{"AUTH refused: 535 5.7.8 no"});
}

TEST_CASE("each refused recipient has a line, and partial success a count") {
  Outcome outcome;
  outcome.recipients = {recipient("bob", reply(250, "ok"), reply(250, "queued")),
                        recipient("eve", reply(550, "no such user")),
                        recipient("joe", reply(250, "ok"), reply(452, "full"))};
  outcome.refused_at = Stage::dot;
  CHECK(verdict(outcome) == Lines{"<eve> refused at RCPT TO: 550 no such user",
                                  "<joe> refused at end of data: 452 full",
                                  "delivered to 1 of 3 recipients"});
}

TEST_CASE("what was refused before the dot is not called refused at the dot") {
  Outcome outcome;
  outcome.recipients = {recipient("bob", reply(250, "ok"), reply(552, "too big"))};
  outcome.refused_at = Stage::message;
  CHECK(verdict(outcome) == Lines{"<bob> refused at message content: 552 too big"});
}

TEST_CASE("of several recipients it is told when none got it, unless nobody can know") {
  Outcome outcome;
  outcome.refused_at = Stage::rcpt;
  outcome.recipients = {recipient("bob", reply(250, "ok")), recipient("eve", reply(421, "busy"))};
  CHECK(verdict(outcome) ==
        Lines{"<eve> refused at RCPT TO: 421 busy", "delivered to 0 of 2 recipients"});
  outcome.recipients.back().rcpt = reply(250, "ok");
  outcome.error = base::Error{base::ErrorKind::lost, Stage::dot, "it may have been delivered"};
  CHECK(verdict(outcome) == Lines{"it may have been delivered"});
  outcome.error.reset();
  outcome.stopped = true;
  CHECK(verdict(outcome).empty());
}

TEST_CASE("after a refused MAIL the refusals of its recipients are no news") {
  Outcome outcome;
  outcome.refused_at = Stage::mail;
  outcome.mail = reply(550, "no");
  outcome.recipients = {recipient("bob", reply(503, "MAIL first"))};
  CHECK(verdict(outcome) == Lines{"MAIL FROM refused: 550 no"});
}
