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

TEST_CASE("a refusal of the sender costs no recipient his place on a list") {
  for (const std::string_view text :
       {"host mx.example[192.0.2.20] said: 550 5.7.1 account suspended (in reply to MAIL FROM "
        "command)",
        "550 Outgoing mail from \"alice@our.example\" has been suspended.",
        "550 Your account has been suspended for sending spam",
        "550 5.7.1 sender domain has been disabled",
        "550 5.7.1 Sender's mailbox is disabled",
        "550 Your mail server has been disabled for sending spam",
        "550 5.1.1 user unknown (in reply to MAIL FROM command)",
        "550 5.7.27 Sender address has null MX",
        "501 5.1.7 Invalid address",
        "550 Your domain has no MX record, mail refused",
        "550 5.2.1 Sender mailbox disabled",
        "550 5.7.1 account of sender has been disabled due to spam",
        "550 5.4.4 domain of sender has no MX or A",
        "550 5.1.2 Domain in From does not exist",
        "550 5.1.1 author domain does not exist",
        "550 Invalid MAIL FROM: user unknown",
        "550 5.1.1 User unknown; rejecting MAIL FROM <alice@shop.example>",
        "550 envelope-from user unknown",
        "550 sender callout: user unknown",
        "550 unknown user alice@shop.example (sender)",
        "551 5.1.6 sender has moved, please use the new address"}) {
    CAPTURE(text);
    const auto answer = codes::answer(text, Classifier::builtin());
    CHECK(answer.verdict.reason == "rejected");
    CHECK(answer.suppress == codes::Suppress::no);
  }
  const auto login = codes::answer("525 5.7.13 User account disabled", Classifier::builtin());
  CHECK(login.verdict.reason == "securityerror");
}

TEST_CASE("that mail goes back to the sender does not make him the one who is refused") {
  for (const std::string_view text :
       {"550 5.1.1 user unknown, returned to sender", "550 5.1.1 No such user; notify the sender",
        "550 5.1.1 <b@x.example>: Recipient address rejected: User unknown; from=<a@y.example>",
        "550 5.1.1 no such user; sender should check the address"}) {
    CAPTURE(text);
    CHECK(codes::answer(text, Classifier::builtin()).verdict.reason == "userunknown");
  }
}

TEST_CASE("an acceptance is none of the faults that its subject is about") {
  for (const std::string_view text :
       {"250 2.6.0 <a@b> [InternalId=1, Hostname=X] 1234 bytes Queued mail for delivery",
        "250 2.1.0 Ok"}) {
    const auto answer = codes::answer(text, Classifier::builtin());
    CHECK(answer.verdict.reason == "undefined");
    CHECK(answer.reason->code == "250");
  }
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

TEST_CASE("what may be otherwise later suppresses no address for good") {
  const auto suppress = [](std::string_view text) {
    return codes::answer(text, Classifier::builtin()).suppress;
  };
  CHECK(suppress("550 5.2.1 Mailbox temporarily disabled") == codes::Suppress::soft);
  CHECK(suppress("550 5.2.1 Mailbox disabled") == codes::Suppress::hard);
}
