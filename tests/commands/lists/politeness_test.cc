#include "commands/lists/politeness.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>
#include <vector>

using commands::Politeness;
using namespace std::chrono_literals;

namespace {

net::Address address(const char* ip, std::uint16_t port = 25) {
  return net::TcpAddress{*net::IpAddress::parse(ip), port};
}

}  // namespace

TEST_CASE("one address never has more connections than may be, whatever the port") {
  Politeness politeness(2, 0);
  std::atomic<int> inside{0}, most{0}, done{0};
  {
    std::vector<std::jthread> threads;
    for (std::uint16_t i = 0; i < 16; ++i)
      threads.emplace_back([&, i] {
        const auto pass =
            politeness.wait_for(address("192.0.2.1", static_cast<std::uint16_t>(25 + i)));
        const int now = ++inside;
        int before = most;
        while (before < now && !most.compare_exchange_weak(before, now)) {
        }
        std::this_thread::yield();
        --inside;
        ++done;
      });
  }
  CHECK(done == 16);
  CHECK(most <= 2);
}

TEST_CASE("other addresses do not wait") {
  Politeness politeness(1, 0);
  const auto one = politeness.wait_for(address("192.0.2.1"));
  const auto two = politeness.wait_for(address("192.0.2.2"));
  const auto socket = politeness.wait_for(net::UnixAddress{"/run/lmtp"});
}

TEST_CASE("who waits goes in when the one before has left") {
  Politeness politeness(1, 0);
  std::atomic<bool> is_in{false};
  std::latch begun(1);
  std::jthread waiting;
  {
    const auto pass = politeness.wait_for(address("2001:db8::1"));
    waiting = std::jthread([&] {
      begun.count_down();
      const auto second = politeness.wait_for(address("2001:db8::1"));
      is_in = true;
    });
    begun.wait();
    CHECK_FALSE(is_in);
  }
  waiting.join();
  CHECK(is_in);
}

TEST_CASE("a rate spaces connections, the first of which is at once") {
  Politeness politeness(9, 50);
  const auto begun = base::Deadline::Clock::now();
  for (int i = 0; i < 4; ++i) const auto pass = politeness.wait_for(address("192.0.2.1"));
  CHECK(base::Deadline::Clock::now() - begun >= 60ms);
}
