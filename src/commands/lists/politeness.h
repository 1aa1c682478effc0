// When the next connection may be made: so that many targets at a time are no burden to one host.
#pragma once

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/deadline.h"
#include "net/address.h"
#include "net/interrupt.h"

namespace commands {

// From any thread.
class Politeness {
 public:
  // `per_host` connections to one address at a time, and `rate` begun a second, evenly spaced; 0:
  // as many as can be. Once `interrupt`, which may be null, is raised, nobody waits for a turn.
  Politeness(std::size_t per_host, double rate,
             std::shared_ptr<const net::Interrupt> interrupt = nullptr)
      : per_host_(per_host),
        interrupt_(std::move(interrupt)),
        interval_(rate > 0 ? std::chrono::nanoseconds(std::llround(1e9 / rate))
                           : std::chrono::nanoseconds::zero()) {}

  // A connection may be made for as long as it lives.
  class Pass {
   public:
    Pass(Politeness& politeness, std::string host)
        : politeness_(politeness), host_(std::move(host)) {}
    ~Pass() { politeness_.leave(host_); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Politeness& politeness_;
    std::string host_;
  };

  // Waits until it is this address's turn. Ports do not matter, sockets are each their own host.
  Pass wait_for(const net::Address& address);

 private:
  void leave(const std::string& host);

  const std::size_t per_host_;
  const std::shared_ptr<const net::Interrupt> interrupt_;
  const std::chrono::nanoseconds interval_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::map<std::string, std::size_t> inside_;
  base::Deadline::Clock::time_point next_{};
};

}  // namespace commands
