#include "net/interruptible.h"

#include <poll.h>

#include <array>
#include <cerrno>

namespace net {
namespace {

bool is_raised(const Interrupt* interrupt) { return interrupt != nullptr && interrupt->raised(); }

int fd_of(const Interrupt* interrupt) { return interrupt != nullptr ? interrupt->fd() : -1; }

}  // namespace

bool is_interrupted(const Dialer& dialer) { return is_raised(dialer.interruption().get()); }

bool pause(base::Duration span, const Interrupt* interrupt) {
  const auto moment = base::Deadline::after(span);
  while (span > base::Duration::zero() && !is_raised(interrupt) && !moment.passed()) {
    pollfd raised{fd_of(interrupt), POLLIN, 0};
    ::poll(&raised, 1, moment.poll_ms());
  }
  return !is_raised(interrupt);
}

bool wait_for_input(int fd, const Interrupt* interrupt) {
  std::array<pollfd, 2> fds{pollfd{fd, POLLIN, 0}, pollfd{fd_of(interrupt), POLLIN, 0}};
  while (::poll(fds.data(), fds.size(), -1) < 0 && errno == EINTR) continue;
  return !is_raised(interrupt);
}

}  // namespace net
