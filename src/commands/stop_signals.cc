#include "commands/stop_signals.h"

#include <pthread.h>

#include <csignal>
#include <utility>

namespace commands {
namespace {

// Who asks twice does not want to wait for what the first one waits for.
void die_of(int number) {
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, number);
  std::signal(number, SIG_DFL);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  std::raise(number);
}

}  // namespace

StopSignals::StopSignals(std::function<void()> act) {
  ::sigemptyset(&signals_);
  ::sigaddset(&signals_, SIGTERM);
  ::sigaddset(&signals_, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this, call = std::move(act)] {
    bool asked = false;
    for (int number = 0; ::sigwait(&signals_, &number) == 0 && !ending_; asked = true)
      asked ? die_of(number) : call();
  });
}

StopSignals::~StopSignals() {
  ending_ = true;
  ::pthread_kill(thread_.native_handle(), SIGTERM);
  thread_.join();
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace commands
