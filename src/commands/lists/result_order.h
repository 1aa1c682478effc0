// Puts results back into the order of their targets, and holds back who runs too far ahead.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace commands {

// From any thread.
class ResultOrder {
 public:
  // `write` gets the texts in the order of their numbers, one at a time. At most `window` are kept.
  using Write = std::function<void(const std::string& text)>;
  ResultOrder(std::size_t window, Write write) : window_(window), write_(std::move(write)) {}

  // Each number from 0 on must come once. Waits while more than `window` numbers below this one are
  // open; the lowest one that is open never waits.
  void put(std::size_t number, std::string text);

 private:
  const std::size_t window_;
  const Write write_;
  std::mutex mutex_;
  std::condition_variable written_;
  std::map<std::size_t, std::string> early_;
  std::size_t next_ = 0;
};

}  // namespace commands
