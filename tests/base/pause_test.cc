#include "base/pause.h"

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;

TEST_CASE("a pause lasts as long as it is to") {
  const auto begun = std::chrono::steady_clock::now();
  base::pause(5ms, std::stop_source().get_token());
  CHECK(std::chrono::steady_clock::now() - begun >= 5ms);
}

TEST_CASE("a pause that is stopped does not last") {
  std::stop_source stop;
  stop.request_stop();
  const auto begun = std::chrono::steady_clock::now();
  base::pause(1h, stop.get_token());
  CHECK(std::chrono::steady_clock::now() - begun < 1h);
}
