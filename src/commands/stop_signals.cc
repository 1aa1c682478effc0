#include "commands/stop_signals.h"

#include <pthread.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <utility>

namespace commands {

namespace {

// As a shell's background job ignores SIGINT: blocked, it would be kept for us all the same.
bool is_ignored(int number) {
  struct sigaction now {};
  return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

void die_of(int signal) {
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, signal);
  std::signal(signal, SIG_DFL);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  std::raise(signal);
}

StopSignals::StopSignals(std::function<void()> act, base::Duration grace) {
  ::sigemptyset(&signals_);
  for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
    if (is_ignored(number)) continue;
    ::sigaddset(&signals_, number);
    wake_ = number;
  }
  if (wake_ == 0) return;
  ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this, call = std::move(act), grace] { watch(call, grace); });
}

// Who asks twice does not want to wait for what the first one waits for.
void StopSignals::watch(const std::function<void()>& act, base::Duration grace) {
  int number = 0;
  if (::sigwait(&signals_, &number) != 0 || ending_) return;
  caught_ = number;
  act();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(grace);
  const std::chrono::nanoseconds rest = grace - seconds;
  const timespec limit{seconds.count(), rest.count()};
  int next = 0;
  do {
    next = grace == base::Duration::zero() ? ::sigwaitinfo(&signals_, nullptr)
                                           : ::sigtimedwait(&signals_, nullptr, &limit);
  } while (next < 0 && errno == EINTR);
  if (!ending_) die_of(next > 0 ? next : number);
}

StopSignals::~StopSignals() {
  if (wake_ == 0) return;
  ending_ = true;
  ::pthread_kill(thread_.native_handle(), wake_);
  thread_.join();
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace commands
