#include "net/dialer.h"

#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>

#include "base/text.h"
#include "net/child.h"
#include "net/fd_stream.h"
#include "net/interrupt.h"
#include "net/socket_address.h"
#include "net/unique_fd.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr base::Duration kBetweenLooks{100};

Result<UniqueFd> open_socket(int family, int flags) {
  UniqueFd socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (socket) return socket;
  // A machine without IPv6 has still other addresses to try.
  if (errno == EAFNOSUPPORT) return fail(ErrorKind::connect, cause(errno));
  return fail(ErrorKind::io, "cannot make a socket: " + cause(errno));
}

void set_flag(const UniqueFd& socket, int level, int option) {
  const int on = 1;
  ::setsockopt(socket.get(), level, option, &on, sizeof on);
}

Result<void> bind_to_device(const UniqueFd& socket, const std::string& name) {
  const std::string shown = base::printable(name);
  if (name.size() >= IFNAMSIZ || ::if_nametoindex(name.c_str()) == 0)
    return fail(
        ErrorKind::usage,
        fmt::format("'{}' is neither an IP address nor an interface of this machine", shown));
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_BINDTODEVICE, name.c_str(),
                   static_cast<socklen_t>(name.size() + 1)) != 0)
    return fail(ErrorKind::usage, fmt::format("cannot use interface {}: {}", shown, cause(errno)));
  return {};
}

Result<void> bind_to_address(const UniqueFd& socket, const TcpAddress& local) {
  set_flag(socket, SOL_SOCKET, SO_REUSEADDR);
  const SocketAddress address = socket_address(local);
  if (::bind(socket.get(), address.get(), address.size) != 0)
    return fail(ErrorKind::usage, fmt::format("cannot use the local address {}: {}",
                                              show(Address(local)), cause(errno)));
  return {};
}

IpAddress any_address(bool v6) { return v6 ? IpAddress::v6({}) : IpAddress::v4({}); }

Result<void> bind_locally(const UniqueFd& socket, const TcpAddress& remote,
                          const DialOptions& options) {
  TcpAddress local{any_address(remote.ip.is_v6()), options.local_port};
  if (const auto ip = IpAddress::parse(options.local_interface)) {
    if (ip->is_v6() != remote.ip.is_v6())
      return fail(ErrorKind::connect, fmt::format("the local address {} cannot reach an {} address",
                                                  ip->show(), remote.ip.is_v6() ? "IPv6" : "IPv4"));
    local.ip = *ip;
  } else if (!options.local_interface.empty()) {
    const auto bound = bind_to_device(socket, options.local_interface);
    if (!bound) return bound;
  }
  if (local == TcpAddress{any_address(remote.ip.is_v6()), 0}) return {};
  return bind_to_address(socket, local);
}

// What stops a connect() at once is this machine's own; what comes later has come from elsewhere.
Obstacle obstacle_of(int error_number, Obstacle otherwise) {
  if (error_number == ETIMEDOUT || error_number == ECONNRESET) return Obstacle::none;
  return error_number == ECONNREFUSED ? Obstacle::there : otherwise;
}

tl::unexpected<base::Error> not_connected(int error_number, Obstacle otherwise,
                                          const DialOptions& options) {
  if (options.on_obstacle) options.on_obstacle(obstacle_of(error_number, otherwise));
  if (error_number == ETIMEDOUT) return fail(ErrorKind::timeout, cause(error_number));
  if (error_number == ECONNRESET) return fail(ErrorKind::lost, cause(error_number));
  return fail(ErrorKind::connect, cause(error_number));
}

Result<void> wait_until_connected(const UniqueFd& socket, const DialOptions& options,
                                  const Interrupt& interrupt, base::Deadline deadline) {
  std::array<pollfd, 2> fds{pollfd{socket.get(), POLLOUT, 0}, pollfd{interrupt.fd(), POLLIN, 0}};
  int ready = 0;
  do {
    ready = ::poll(fds.data(), fds.size(), deadline.poll_ms());
  } while (ready < 0 && errno == EINTR);
  if (interrupt.raised()) return interrupted();
  if (ready == 0) return timed_out(deadline);
  int error_number = 0;
  socklen_t size = sizeof error_number;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error_number, &size);
  if (error_number != 0) return not_connected(error_number, Obstacle::on_the_way, options);
  return {};
}

Result<std::unique_ptr<FdStream>> dial_place(const TcpAddress& tcp, const DialOptions& options,
                                             const Interrupt& interrupt, base::Deadline deadline) {
  const SocketAddress address = socket_address(tcp);
  auto socket = open_socket(address.family(), SOCK_NONBLOCK);
  if (!socket && options.on_obstacle) options.on_obstacle(Obstacle::here);
  if (!socket) return fail(socket.error());
  if (const auto bound = bind_locally(*socket, tcp, options); !bound) return fail(bound.error());
  set_flag(*socket, IPPROTO_TCP, TCP_NODELAY);
  if (::connect(socket->get(), address.get(), address.size) != 0 && errno != EINPROGRESS)
    return not_connected(errno, Obstacle::here, options);
  const auto connected = wait_until_connected(*socket, options, interrupt, deadline);
  if (!connected) return fail(connected.error());
  return std::make_unique<FdStream>(std::move(*socket));
}

// A non-blocking connect() to a unix socket whose queue is full fails at once, and there is no
// poll() for a place in it. So this one blocks, as long as SO_SNDTIMEO allows: a moment at a time.
Result<std::unique_ptr<FdStream>> dial_place(const UnixAddress& local, const DialOptions& options,
                                             const Interrupt& interrupt, base::Deadline deadline) {
  const auto address = socket_address(local);
  if (!address) return fail(ErrorKind::usage, "the path of a socket has 1 to 107 characters");
  auto socket = open_socket(AF_UNIX, 0);
  if (!socket) return fail(socket.error());
  int failed = 0;
  do {
    if (interrupt.raised()) return interrupted();
    if (deadline.passed()) return timed_out(deadline);
    const int moment = std::max(1, deadline.slice(kBetweenLooks).poll_ms());  // 0: no limit
    const timeval limit{moment / 1000, moment % 1000 * 1000L};
    ::setsockopt(socket->get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    failed = ::connect(socket->get(), address->get(), address->size);
  } while (failed != 0 && (errno == EINTR || errno == EAGAIN));
  if (failed != 0) return not_connected(errno, Obstacle::socket, options);
  return std::make_unique<FdStream>(std::move(*socket));
}

Result<std::unique_ptr<FdStream>> dial_place(const ChildAddress& child, const DialOptions&,
                                             const Interrupt&, base::Deadline) {
  return start_child(child.command);
}

class SystemDialer final : public Dialer {
 public:
  Result<std::unique_ptr<Stream>> dial(const Address& address, const DialOptions& options,
                                       base::Deadline deadline) override {
    if (interrupt_->raised()) return interrupted();
    auto stream = std::visit(
        [&](const auto& place) { return dial_place(place, options, *interrupt_, deadline); },
        address);
    if (!stream) return fail(stream.error());
    (*stream)->heed(interrupt_);
    return std::move(*stream);
  }
  void interrupt() override { interrupt_->raise(); }
  std::shared_ptr<const Interrupt> interruption() const override { return interrupt_; }

 private:
  std::shared_ptr<Interrupt> interrupt_ = std::make_shared<Interrupt>();
};

}  // namespace

std::unique_ptr<Dialer> system_dialer() { return std::make_unique<SystemDialer>(); }

}  // namespace net
