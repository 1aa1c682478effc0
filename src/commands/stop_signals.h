// SIGTERM and SIGINT as an ordinary call on an ordinary thread.
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace commands {

class StopSignals {
 public:
  // While it lives, each of the two signals calls `act` instead of ending the process. Threads that
  // are started meanwhile leave the signals alone.
  explicit StopSignals(std::function<void()> act);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  sigset_t signals_{}, before_{};
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace commands
