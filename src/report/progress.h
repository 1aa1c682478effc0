// A bar on a terminal for what takes long.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>

namespace report {

class Progress {
 public:
  // `out` is a terminal.
  Progress(std::ostream& out, std::uint64_t total_bytes) : out_(out), total_(total_bytes) {}

  // Draws ten times a second at most.
  void add(std::uint64_t bytes);
  // Takes the bar away.
  void finish();

 private:
  std::ostream& out_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point next_ = begun_;
};

}  // namespace report
