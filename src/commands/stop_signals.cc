#include "commands/stop_signals.h"

#include <pthread.h>

#include <utility>

namespace commands {

StopSignals::StopSignals(std::function<void()> act) {
  ::sigemptyset(&signals_);
  ::sigaddset(&signals_, SIGTERM);
  ::sigaddset(&signals_, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this, call = std::move(act)] {
    for (int number = 0; ::sigwait(&signals_, &number) == 0 && !ending_;) call();
  });
}

StopSignals::~StopSignals() {
  ending_ = true;
  ::pthread_kill(thread_.native_handle(), SIGTERM);
  thread_.join();
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace commands
