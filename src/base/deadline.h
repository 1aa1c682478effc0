// A moment by which a whole step must be done: a whole reply, a whole write, a whole handshake.
//
// A Deadline is made once and passed down unchanged. A time-out that starts again with each
// read() would let a server that sends a byte every 29 seconds hold the client for ever.
#pragma once

#include <chrono>
#include <optional>

namespace base {

using Duration = std::chrono::milliseconds;

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  // Never passes.
  static Deadline never() { return Deadline(Clock::time_point::max(), Duration::zero()); }
  // Passes `span` from now. Zero means never, as `--timeout 0` does.
  static Deadline after(Duration span) {
    return span == Duration::zero() ? never() : Deadline(Clock::now() + span, span);
  }

  bool is_never() const { return moment_ == Clock::time_point::max(); }
  bool passed() const { return !is_never() && Clock::now() >= moment_; }

  // For poll(2): milliseconds left, rounded up, 0 when passed, -1 when it never passes.
  int poll_ms() const;

  // A part of the wait, `most` at the longest and never nothing: for whoever has to look up
  // between.
  Deadline slice(Duration most) const;

  // How long the whole step was given; for "timeout after 30 s". Zero when never.
  Duration span() const { return span_; }

 private:
  Deadline(Clock::time_point moment, Duration span) : moment_(moment), span_(span) {}

  Clock::time_point moment_;
  Duration span_;
};

}  // namespace base
