// A line on a terminal that counts what is done, where nobody knows how much there is.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace report {

class CountProgress {
 public:
  // `out` is a terminal; `what` is counted: "domains".
  CountProgress(std::ostream& out, std::string what) : out_(out), what_(std::move(what)) {}

  // One more is done. Draws ten times a second at most: "1,234 domains, 560/s".
  void add();
  // Takes the line away.
  void finish();

 private:
  std::ostream& out_;
  std::string what_;
  std::uint64_t done_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point next_ = begun_;
};

}  // namespace report
