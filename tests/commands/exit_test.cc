#include "commands/exit.h"

#include <doctest/doctest.h>

#include "commands/send/output.h"

using namespace commands;
using base::ErrorKind;
using base::Stage;

namespace {

int status_of(int code, Stage stage) { return status(exit_for(smtp::Reply{code, {""}}, stage)); }

smtp::RecipientResult recipient(int rcpt, int final) {
  smtp::RecipientResult result;
  if (rcpt != 0) result.rcpt = smtp::Reply{rcpt, {""}};
  if (final != 0) result.final = smtp::Reply{final, {""}};
  return result;
}

}  // namespace

TEST_CASE("each kind of error has its exit status") {
  CHECK(status(exit_for(ErrorKind::usage)) == 64);
  CHECK(status(exit_for(ErrorKind::parse)) == 65);
  CHECK(status(exit_for(ErrorKind::no_input)) == 66);
  CHECK(status(exit_for(ErrorKind::no_host)) == 68);
  CHECK(status(exit_for(ErrorKind::unsupported)) == 69);
  CHECK(status(exit_for(ErrorKind::io)) == 74);
  CHECK(status(exit_for(ErrorKind::connect)) == 75);
  CHECK(status(exit_for(ErrorKind::timeout)) == 75);
  CHECK(status(exit_for(ErrorKind::lost)) == 75);
  CHECK(status(exit_for(ErrorKind::protocol)) == 76);
  CHECK(status(exit_for(ErrorKind::tls)) == 77);
  CHECK(status(exit_for(ErrorKind::auth)) == 77);
  CHECK(status(Exit::check) == 1);
  CHECK(status(Exit::ok) == 0);
}

TEST_CASE("a refusal's status follows its first digit, and a refused login is policy") {
  CHECK(status_of(550, Stage::rcpt) == 69);
  CHECK(status_of(450, Stage::rcpt) == 75);
  CHECK(status_of(421, Stage::greeting) == 75);
  CHECK(status_of(535, Stage::auth) == 77);
  CHECK(status_of(454, Stage::auth) == 75);
  CHECK(status_of(501, Stage::starttls) == 77);
  CHECK(status_of(250, Stage::data) == 76);
}

TEST_CASE("of two, what cannot be mended by waiting wins") {
  CHECK(worse(Exit::temporary, Exit::refused) == Exit::refused);
  CHECK(worse(Exit::refused, Exit::temporary) == Exit::refused);
  CHECK(worse(Exit::ok, Exit::check) == Exit::check);
  CHECK(worse(Exit::policy, Exit::protocol) == Exit::policy);
}

TEST_CASE("a partly accepted message is never 0") {
  smtp::Outcome outcome;
  CHECK(exit_for(outcome) == Exit::ok);
  outcome.recipients = {recipient(250, 250)};
  CHECK(exit_for(outcome) == Exit::ok);
  outcome.recipients.push_back(recipient(450, 0));
  CHECK(exit_for(outcome) == Exit::temporary);
  outcome.recipients.push_back(recipient(250, 552));
  CHECK(exit_for(outcome) == Exit::refused);
  outcome.error = base::Error{ErrorKind::protocol, Stage::dot, ""};
  CHECK(exit_for(outcome) == Exit::protocol);
}
