// SIGTERM, SIGINT and SIGHUP as an ordinary call on an ordinary thread.
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

#include "base/deadline.h"

namespace commands {

// For a command that tells at its stop how far it came: what ends by itself (a child) may need
// three seconds.
inline constexpr base::Duration kTimeToStop{5000};

class StopSignals {
 public:
  // While it lives, the first of these signals that is not ignored calls `act` instead of ending
  // the process; a second one ends it, and so does the first when `grace` (not zero) passes without
  // this object's end. Threads that are started meanwhile leave the signals alone.
  explicit StopSignals(std::function<void()> act, base::Duration grace = {});
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // The signal that came; 0: none did.
  int caught() const { return caught_; }

 private:
  void watch(const std::function<void()>& act, base::Duration grace);

  sigset_t signals_{}, before_{};
  int wake_ = 0;  // one of signals_; 0: all are ignored
  std::atomic<bool> ending_{false};
  std::atomic<int> caught_{0};
  std::thread thread_;
};

// Ends the process as this signal does where nobody minds it: a shell's loop, or whoever sent it,
// must see that it was heeded.
void die_of(int signal);

}  // namespace commands
