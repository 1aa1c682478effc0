#include "base/deadline.h"

#include <doctest/doctest.h>

#include <limits>

using base::Deadline;
using base::Duration;
using namespace std::chrono_literals;

TEST_CASE("no time limit never passes, and poll() waits for ever") {
  for (const Deadline never : {Deadline::never(), Deadline::after(Duration::zero())}) {
    CHECK(never.is_never());
    CHECK_FALSE(never.passed());
    CHECK(never.poll_ms() == -1);
    CHECK(never.span() == Duration::zero());
  }
}

TEST_CASE("a moment that is behind us has passed, and poll() does not wait") {
  const Deadline past = Deadline::after(-1ms);
  CHECK(past.passed());
  CHECK(past.poll_ms() == 0);
}

TEST_CASE("what is left is never more than the span, and never 0 before the moment") {
  const Deadline soon = Deadline::after(1h);
  CHECK_FALSE(soon.passed());
  CHECK(soon.span() == 1h);
  CHECK(soon.poll_ms() > 0);
  CHECK(soon.poll_ms() <= 3'600'000);
}

TEST_CASE("more time than poll() can hold is the most that it can") {
  CHECK(Deadline::after(std::chrono::hours(24 * 3650)).poll_ms() ==
        std::numeric_limits<int>::max());
}

TEST_CASE("a slice is the sooner of the deadline and its own length") {
  using std::chrono::milliseconds;
  CHECK(Deadline::never().slice(milliseconds(250)).span() == milliseconds(250));
  CHECK(Deadline::after(std::chrono::hours(1)).slice(milliseconds(250)).span() ==
        milliseconds(250));
  CHECK(Deadline::after(milliseconds(100)).slice(milliseconds(250)).span() <= milliseconds(100));
  CHECK(Deadline::after(milliseconds(-1)).slice(milliseconds(250)).span() == milliseconds(1));
}
