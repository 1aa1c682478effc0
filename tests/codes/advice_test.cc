#include "codes/advice.h"

#include <doctest/doctest.h>

using namespace codes;

TEST_CASE("the first digit of a code tells how long it holds") {
  CHECK(permanence_of(2) == Permanence::success);
  CHECK(permanence_of(3) == Permanence::intermediate);
  CHECK(permanence_of(4) == Permanence::temporary);
  CHECK(permanence_of(5) == Permanence::permanent);
  for (const int other : {-1, 0, 1, 6, 55}) CHECK(permanence_of(other) == Permanence::unknown);
}

TEST_CASE("every word is read as it is written") {
  for (const Actor actor :
       {Actor::nobody, Actor::sender, Actor::sender_admin, Actor::sending_software,
        Actor::recipient, Actor::recipient_admin, Actor::dns_owner, Actor::text})
    CHECK(parse_actor(name(actor)) == actor);
  for (const Retry retry : {Retry::not_needed, Retry::later, Retry::after_change, Retry::never})
    CHECK(parse_retry(name(retry)) == retry);
  for (const Suppress suppress : {Suppress::no, Suppress::soft, Suppress::hard})
    CHECK(parse_suppress(name(suppress)) == suppress);
}

TEST_CASE("the words are those of tables and JSON") {
  CHECK(name(Permanence::temporary) == "temporary");
  CHECK(name(Actor::sender_admin) == "sender's admin");
  CHECK(name(Retry::after_change) == "after a change");
  CHECK(name(Suppress::hard) == "hard");
}

TEST_CASE("any other word is none") {
  CHECK_FALSE(parse_actor("Sender"));
  CHECK_FALSE(parse_retry(""));
  CHECK_FALSE(parse_suppress("yes"));
}
