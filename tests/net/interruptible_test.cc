#include "net/interruptible.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

using namespace std::chrono_literals;

namespace {

struct Pipe {
  Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  std::array<int, 2> ends{};
};

}  // namespace

TEST_CASE("a pause lasts as long as it should, and none is none") {
  const auto begun = base::Deadline::Clock::now();
  CHECK(net::pause(0ms, nullptr));
  CHECK(net::pause(20ms, nullptr));
  CHECK(base::Deadline::Clock::now() - begun >= 20ms);
}

TEST_CASE("a pause ends when a signal comes, and before it begins when one came") {
  net::Interrupt interrupt;
  std::jthread raising([&] { interrupt.raise(); });
  CHECK_FALSE(net::pause(1h, &interrupt));
  CHECK_FALSE(net::pause(1h, &interrupt));
}

TEST_CASE("input is waited for, or a signal") {
  const Pipe pipe;
  net::Interrupt interrupt;
  REQUIRE(::write(pipe.ends[1], "x", 1) == 1);
  CHECK(net::wait_for_input(pipe.ends[0], nullptr));
  CHECK(net::wait_for_input(pipe.ends[0], &interrupt));
  interrupt.raise();
  CHECK_FALSE(net::wait_for_input(pipe.ends[0], &interrupt));
}
