// Accepts clients and serves each on a thread of its own, until it is told to stop.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

#include "net/listen.h"
#include "report/session_log.h"
#include "smtp/server.h"

namespace commands {

class ServeLoop {
 public:
  static constexpr std::size_t kMaxSessions = 1000;

  struct Limits {
    bool once = false;                    // one connection
    std::uint64_t count = 0;              // messages that were accepted; 0: no end
    std::size_t sessions = kMaxSessions;  // at a time; further clients get 421 and are closed
  };
  // All of them must outlive it. Without `log` nothing is shown.
  ServeLoop(net::Listener& listener, const smtp::ServerSettings& settings, smtp::Mailbox& mailbox,
            report::SessionLog* log, Limits limits);

  // Returns when all sessions have ended. After --count's last message they have 2 s to say QUIT.
  // Error kind io when no more clients can be accepted.
  base::Result<void> run();

  // Ends it from any thread: no new clients, and the open sessions are told to go (421).
  void stop();

 private:
  struct Worker {
    std::atomic<bool> done{false};
    std::jthread thread;
  };
  class CountingMailbox;

  void start(net::Accepted client);
  void serve(net::Accepted& client, Worker& worker);
  void end(Worker& worker);
  void turn_away(net::Accepted& client) const;
  void wait_for_all(base::Duration patience);

  net::Listener& listener_;
  const smtp::ServerSettings& settings_;
  smtp::Mailbox& mailbox_;
  report::SessionLog* log_;
  Limits limits_;
  std::stop_source stop_;
  std::atomic<std::uint64_t> messages_{0};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t open_ = 0;
  std::list<Worker> workers_;
};

}  // namespace commands
