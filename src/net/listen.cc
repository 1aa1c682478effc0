#include "net/listen.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <optional>

#include "base/text.h"
#include "net/fd_stream.h"
#include "net/socket_address.h"
#include "net/unique_fd.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr int kBacklog = 511;
constexpr int kShortagePause = 100;  // milliseconds; nothing tells when there is a descriptor again

tl::unexpected<base::Error> cannot_listen(const Address& address, std::string_view why) {
  return fail(ErrorKind::io,
              fmt::format("cannot listen on {}: {}", base::printable(show(address)), why));
}

Result<UniqueFd> listening_socket(const Address& address, const SocketAddress& place) {
  UniqueFd socket(::socket(place.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return cannot_listen(address, cause(errno));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), place.get(), place.size) != 0 || ::listen(socket.get(), kBacklog) != 0)
    return cannot_listen(address, cause(errno));
  return socket;
}

// A socket file outlives the process that made it; nobody listens on it then.
Result<void> remove_stale(const Address& address, const std::string& path,
                          const SocketAddress& place) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return cannot_listen(address, "a file that is no socket is there");
  const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const bool stale = ::connect(probe.get(), place.get(), place.size) != 0 && errno == ECONNREFUSED;
  if (!stale) return cannot_listen(address, cause(EADDRINUSE));
  ::unlink(path.c_str());
  return {};
}

std::string peer_name(const SocketAddress& peer) {
  const auto tcp = tcp_address(peer);
  return tcp ? show(Address(*tcp)) : "unix";
}

// accept(2): errors of the connection that was to be accepted, and not of the socket.
bool is_passing(int error_number) {
  switch (error_number) {
    case EAGAIN:
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}

// The client stays in the backlog until a session has ended.
bool is_shortage(int error_number) {
  return error_number == EMFILE || error_number == ENFILE || error_number == ENOBUFS ||
         error_number == ENOMEM;
}

}  // namespace

struct Listener::State {
  UniqueFd socket;
  UniqueFd stop;
  Address address;

  State(UniqueFd listening, Address where)
      : socket(std::move(listening)),
        stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        address(std::move(where)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (const auto* local = std::get_if<UnixAddress>(&address)) ::unlink(local->path.c_str());
  }
};

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;
Listener::~Listener() = default;

Result<Listener> Listener::open(const Address& address) {
  std::optional<SocketAddress> place;
  if (const auto* tcp = std::get_if<TcpAddress>(&address)) {
    place = socket_address(*tcp);
  } else if (const auto* local = std::get_if<UnixAddress>(&address)) {
    place = socket_address(*local);
    if (!place) return cannot_listen(address, "the path of a socket has 1 to 107 characters");
    if (const auto clear = remove_stale(address, local->path, *place); !clear)
      return fail(clear.error());
  } else {
    return cannot_listen(address, "a command cannot be listened on");
  }
  auto socket = listening_socket(address, *place);
  if (!socket) return fail(socket.error());
  SocketAddress taken;
  ::getsockname(socket->get(), taken.get(), &taken.size);
  const auto tcp = tcp_address(taken);
  return Listener(std::make_unique<State>(std::move(*socket), tcp ? Address(*tcp) : address));
}

const Address& Listener::address() const { return state_->address; }

Result<Accepted> Listener::accept(base::Deadline deadline) {
  for (;;) {
    std::array<pollfd, 2> fds{pollfd{state_->stop.get(), POLLIN, 0},
                              pollfd{state_->socket.get(), POLLIN, 0}};
    const int ready = ::poll(fds.data(), fds.size(), deadline.poll_ms());
    if (ready > 0 && fds[0].revents != 0) return fail(ErrorKind::lost, "listening was stopped");
    if (ready > 0) {
      SocketAddress peer;
      UniqueFd client(::accept4(state_->socket.get(), peer.get(), &peer.size, SOCK_CLOEXEC));
      if (client) {
        const int on = 1;
        ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return Accepted{std::make_unique<FdStream>(std::move(client)), peer_name(peer)};
      }
      if (is_shortage(errno))
        ::poll(fds.data(), 1, kShortagePause);
      else if (!is_passing(errno))
        return fail(ErrorKind::io, "cannot accept: " + cause(errno));
    } else if (deadline.passed()) {
      return timed_out(deadline);
    }
  }
}

void Listener::stop() {
  const int error_number = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(state_->stop.get(), &one, sizeof one);
  errno = error_number;
}

}  // namespace net
