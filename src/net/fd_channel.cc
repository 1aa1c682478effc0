#include "net/fd_channel.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "net/socket_address.h"

namespace net {
namespace {

constexpr std::size_t kMaxPieces = 64;  // in one system call

void make_non_blocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

bool would_wait(int error_number) { return error_number == EAGAIN || error_number == EWOULDBLOCK; }

tl::unexpected<base::Error> lost(int error_number) {
  return base::fail(base::ErrorKind::lost, cause(error_number));
}

// A pipe has no MSG_NOSIGNAL: SIGPIPE is held back in this thread for one write, and the one that
// came of it is taken off again.
class SigpipeHeld {
 public:
  SigpipeHeld() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~SigpipeHeld() {
    const int error_number = errno;
    const timespec now{};
    if (!was_pending_) ::sigtimedwait(&sigpipe_, nullptr, &now);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = error_number;
  }
  SigpipeHeld(const SigpipeHeld&) = delete;
  SigpipeHeld& operator=(const SigpipeHeld&) = delete;

 private:
  sigset_t sigpipe_{}, before_{};
  bool was_pending_ = false;
};

// Drops the first `count` bytes of `pieces`, and every piece that is empty.
std::span<std::string_view> without(std::span<std::string_view> pieces, std::size_t count) {
  while (!pieces.empty() && count >= pieces.front().size()) {
    count -= pieces.front().size();
    pieces = pieces.subspan(1);
  }
  if (!pieces.empty()) pieces.front().remove_prefix(count);
  return pieces;
}

}  // namespace

FdChannel::FdChannel(UniqueFd in, UniqueFd out) : in_(std::move(in)), out_(std::move(out)) {
  make_non_blocking(in_.get());
  if (out_) make_non_blocking(out_.get());
}

void FdChannel::watch(int fd, std::function<bool()> drain) {
  watched_ = fd;
  drain_ = std::move(drain);
}

base::Result<void> FdChannel::wait(int fd, short events, base::Deadline deadline) {
  if (fd < 0) return lost(EBADF);
  while (!deadline.passed()) {
    if (is_interrupted()) return interrupted();
    std::array<pollfd, 3> fds{pollfd{fd, events, 0}, pollfd{watched_, POLLIN, 0},
                              pollfd{interrupt_ ? interrupt_->fd() : -1, POLLIN, 0}};
    const int ready = ::poll(fds.data(), fds.size(), deadline.poll_ms());
    if (ready < 0 && errno != EINTR) return lost(errno);
    if (ready > 0 && fds[1].revents != 0 && !drain_()) watched_ = -1;
    if (ready > 0 && fds[0].revents != 0) return {};
  }
  return timed_out(deadline);
}

base::Result<void> FdChannel::wait_readable(base::Deadline deadline) {
  return wait(in(), POLLIN, deadline);
}

base::Result<void> FdChannel::wait_writable(base::Deadline deadline) {
  return wait(out(), POLLOUT, deadline);
}

ssize_t FdChannel::take_given_back(std::span<char> into) {
  const std::size_t count = std::min(into.size(), given_back_.size());
  std::copy_n(given_back_.begin(), count, into.begin());
  given_back_.erase(0, count);
  return static_cast<ssize_t>(count);
}

ssize_t FdChannel::try_read(std::span<char> into) {
  if (!given_back_.empty()) return take_given_back(into);
  ssize_t count = 0;
  do {
    count = ::read(in(), into.data(), into.size());
  } while (count < 0 && errno == EINTR);
  return count;
}

ssize_t FdChannel::try_write(std::span<const std::string_view> pieces) {
  std::array<iovec, kMaxPieces> vector{};
  msghdr message{};
  message.msg_iov = vector.data();
  message.msg_iovlen = std::min(pieces.size(), vector.size());
  for (std::size_t i = 0; i < message.msg_iovlen; ++i)
    vector.at(i) = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
  ssize_t count = 0;
  do {
    if (is_socket()) {
      count = ::sendmsg(out(), &message, MSG_NOSIGNAL);
    } else {
      const SigpipeHeld held;
      count = ::writev(out(), vector.data(), static_cast<int>(message.msg_iovlen));
    }
  } while (count < 0 && errno == EINTR);
  if (count > 0) written_ += static_cast<std::uint64_t>(count);
  return count;
}

base::Result<std::size_t> FdChannel::read(std::span<char> into, base::Deadline deadline) {
  for (;;) {
    const ssize_t count = try_read(into);
    was_read_ = was_read_ || count > 0;
    if (count >= 0) return static_cast<std::size_t>(count);
    if (!would_wait(errno)) return lost(errno);
    if (const auto ready = wait_readable(deadline); !ready) return base::fail(ready.error());
  }
}

base::Result<void> FdChannel::write(std::span<const std::string_view> pieces,
                                    base::Deadline deadline) {
  std::vector<std::string_view> left(pieces.begin(), pieces.end());
  std::span<std::string_view> rest = without(left, 0);
  while (!rest.empty()) {
    const ssize_t count = try_write(rest);
    if (count >= 0) {
      rest = without(rest, static_cast<std::size_t>(count));
      continue;
    }
    if (!would_wait(errno)) return lost(errno);
    if (const auto ready = wait_writable(deadline); !ready) return ready;
  }
  return {};
}

bool FdChannel::has_input() {
  if (!given_back_.empty()) return true;
  pollfd entry{in(), POLLIN, 0};
  return in() >= 0 && ::poll(&entry, 1, 0) > 0;
}

void FdChannel::close() {
  in_.reset();
  out_.reset();
  given_back_.clear();
}

}  // namespace net
