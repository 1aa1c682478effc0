#include "commands/lists/politeness.h"

#include <algorithm>
#include <variant>

#include "net/interruptible.h"

namespace commands {
namespace {

std::string host_of(const net::Address& address) {
  if (const auto* tcp = std::get_if<net::TcpAddress>(&address)) return tcp->ip.show();
  return net::show(address);
}

}  // namespace

Politeness::Pass Politeness::wait_for(const net::Address& address) {
  const std::string host = host_of(address);
  base::Duration rest{};
  {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [&] {
      const auto found = inside_.find(host);
      return found == inside_.end() || found->second < per_host_;
    });
    ++inside_[host];
    const auto now = base::Deadline::Clock::now();
    const auto turn = std::max(next_, now);
    next_ = turn + interval_;
    rest = std::chrono::ceil<base::Duration>(turn - now);
  }
  net::pause(rest, interrupt_.get());
  return Pass(*this, host);
}

void Politeness::leave(const std::string& host) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = inside_.find(host);
    if (--found->second == 0) inside_.erase(found);
  }
  left_.notify_all();
}

}  // namespace commands
