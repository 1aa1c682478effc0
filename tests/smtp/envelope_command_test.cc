#include "smtp/envelope_command.h"

#include <doctest/doctest.h>

using smtp::EnvelopeCommand;
using smtp::EnvelopeVerb;
using smtp::parse_envelope_command;

namespace {

EnvelopeCommand mail(std::string_view argument) {
  const auto command = parse_envelope_command(EnvelopeVerb::mail, argument);
  REQUIRE(command);
  return *command;
}

std::string refusal(EnvelopeVerb verb, std::string_view argument) {
  const auto command = parse_envelope_command(verb, argument);
  REQUIRE_FALSE(command);
  return smtp::one_line(command.error());
}

}  // namespace

TEST_CASE("MAIL gives the path and what was said about the message") {
  const EnvelopeCommand command =
      mail("from:<a@b.c> SIZE=12 BODY=BINARYMIME smtputf8 RET=HDRS ENVID=x AUTH=<>");
  CHECK(command.path.address() == "a@b.c");
  CHECK(command.size == 12);
  CHECK(command.smtputf8);
  CHECK(command.binary);
}

TEST_CASE("the null path is a sender") { CHECK(mail("FROM:<>").path.is_null()); }

TEST_CASE("a source route is dropped") {
  CHECK(mail("FROM:<@x.y,@z:a@b>").path.address() == "a@b");
}

TEST_CASE("an angle bracket inside quotes ends nothing") {
  CHECK(mail("FROM:<\"a>\\\"b\"@c>").path.address() == "\"a>\\\"b\"@c");
}

TEST_CASE("a blank behind the colon is taken and flagged") {
  CHECK(mail("FROM: <a@b>").blank_behind_colon);
  CHECK_FALSE(mail("FROM:<a@b>").blank_behind_colon);
}

TEST_CASE("RCPT takes what DSN adds") {
  CHECK(
      parse_envelope_command(EnvelopeVerb::rcpt, "TO:<a@b> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@b"));
}

// All error paths of parse_envelope_command follow.

TEST_CASE("each fault has its reply") {
  constexpr auto kMail = EnvelopeVerb::mail;
  constexpr auto kRcpt = EnvelopeVerb::rcpt;
  CHECK(refusal(kMail, "<a@b>") == "501 5.5.4 say MAIL FROM:<address>");
  CHECK(refusal(kRcpt, "FROM:<a@b>") == "501 5.5.4 say RCPT TO:<address>");
  CHECK(refusal(kMail, "FROM:a@b") == "501 5.1.7 the address must stand in angle brackets");
  CHECK(refusal(kRcpt, "TO:<a@b") == "501 5.1.3 the address must stand in angle brackets");
  CHECK(refusal(kRcpt, "TO:<>") == "501 5.1.3 nobody is not a recipient");
  CHECK(refusal(kRcpt, "TO:<@b>") ==
        "501 5.1.3 '@b' is not an address: nothing stands before the @");
  CHECK(refusal(kMail, "FROM:<a@b>SIZE=1") == "501 5.5.4 a blank must stand behind the address");
  CHECK(refusal(kMail, "FROM:<a@b> NOTIFY=NEVER") == "555 5.5.4 unknown parameter NOTIFY");
  CHECK(refusal(kMail, "FROM:<a@b> SIZE=x") == "501 5.5.4 SIZE cannot have this value");
  CHECK(refusal(kMail, "FROM:<a@b> BODY=9BIT") == "501 5.5.4 BODY cannot have this value");
  CHECK(refusal(kMail, "FROM:<a@b> SMTPUTF8=1") == "501 5.5.4 SMTPUTF8 cannot have this value");
  CHECK(refusal(kMail, "FROM:<a@b> RET=ALL") == "501 5.5.4 RET cannot have this value");
  CHECK(refusal(kRcpt, "TO:<a@b> NOTIFY=NOW") == "501 5.5.4 NOTIFY cannot have this value");
  CHECK(refusal(kRcpt, "TO:<a@b> ORCPT=a@b") == "501 5.5.4 ORCPT cannot have this value");
}
