#include "codes/explain.h"

#include <doctest/doctest.h>

using codes::explain;

TEST_CASE("a precise enhanced code explains the refusal") {
  const auto why = explain(550, smtp::EnhancedStatus{5, 1, 1}, "no such user");
  CHECK(why.meaning == "The mailbox does not exist at that domain.");
  CHECK(why.who == "sender");
  CHECK(why.todo == "Correct the address, or take it off the list.");
  CHECK(why.retry == codes::Retry::never);
  CHECK(why.permanence == codes::Permanence::permanent);
}

TEST_CASE("without an enhanced code the reply code explains it") {
  CHECK(explain(530, std::nullopt).meaning ==
        "The server takes mail only after a login, or only after STARTTLS.");
}

TEST_CASE("a vague enhanced code gives way to a reply code that means one thing") {
  CHECK(explain(535, smtp::EnhancedStatus{5, 7, 0}).meaning == explain(535, std::nullopt).meaning);
}

TEST_CASE("an enhanced code of another class is not believed") {
  CHECK(explain(550, smtp::EnhancedStatus{2, 1, 5}).meaning == explain(550, std::nullopt).meaning);
}

TEST_CASE("an unknown detail is explained by its subject, an unknown reply by its first digit") {
  CHECK(explain(550, smtp::EnhancedStatus{5, 7, 999}).meaning ==
        "The code is about security or a policy.");
  CHECK(explain(599, std::nullopt).meaning ==
        "The server refuses for good; the same attempt will fail again.");
}

TEST_CASE("a number that is no reply code is said to be none") {
  CHECK(explain(700, std::nullopt).meaning == "700 is no reply code of SMTP.");
  CHECK(explain(0, std::nullopt).permanence == codes::Permanence::unknown);
}

TEST_CASE("words that a rule knows are believed before the codes") {
  CHECK(
      explain(450, smtp::EnhancedStatus{4, 2, 1},
              "4.2.1 The user you are trying to contact is receiving mail at a rate that prevents "
              "additional messages")
          .todo == "Send slower; the limit is free again after a while.");
  CHECK(explain(450, smtp::EnhancedStatus{4, 2, 0}, "4.2.0 Greylisted, see http://postgrey").todo ==
        "Try again in some minutes; a queue does that by itself.");
  CHECK(explain(535, smtp::EnhancedStatus{5, 7, 8}, "5.7.8 wrong").meaning ==
        "The user name or the password is wrong.");
}
