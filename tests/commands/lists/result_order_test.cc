#include "commands/lists/result_order.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using commands::ResultOrder;

TEST_CASE("results come out in order, however they come in") {
  std::string text;
  ResultOrder order(9, [&](const std::string& one) { text += one; });
  order.put(2, "c");
  order.put(1, "b");
  CHECK(text.empty());
  order.put(0, "a");
  CHECK(text == "abc");
  order.put(3, "d");
  CHECK(text == "abcd");
}

TEST_CASE("who is too far ahead waits for the slowest") {
  std::vector<std::string> texts;
  ResultOrder order(2, [&](const std::string& one) { texts.push_back(one); });
  {
    std::vector<std::jthread> threads;
    for (std::size_t number = 20; number-- > 0;)
      threads.emplace_back([&, number] { order.put(number, std::to_string(number)); });
  }
  REQUIRE(texts.size() == 20);
  for (std::size_t number = 0; number < 20; ++number)
    CHECK(texts[number] == std::to_string(number));
}
