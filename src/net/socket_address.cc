#include "net/socket_address.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"

namespace net {
namespace {

constexpr std::size_t kMappedPrefix = 12;  // ::ffff:0:0/96

template <typename T>
SocketAddress stored(const T& specific) {
  SocketAddress address;
  ::memcpy(&address.storage, &specific, sizeof specific);
  address.size = sizeof specific;
  return address;
}

template <typename T>
T specific(const SocketAddress& address) {
  T result{};
  ::memcpy(&result, &address.storage, sizeof result);
  return result;
}

IpAddress v4_from(const void* bytes) {
  std::array<std::uint8_t, 4> four{};
  ::memcpy(four.data(), bytes, four.size());
  return IpAddress::v4(four);
}

}  // namespace

SocketAddress socket_address(const TcpAddress& address) {
  const auto& bytes = address.ip.bytes();
  if (address.ip.is_v6()) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(address.port);
    ::memcpy(&v6.sin6_addr, bytes.data(), sizeof v6.sin6_addr);
    return stored(v6);
  }
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(address.port);
  ::memcpy(&v4.sin_addr, bytes.data(), sizeof v4.sin_addr);
  return stored(v4);
}

std::optional<SocketAddress> socket_address(const UnixAddress& address) {
  sockaddr_un local{};
  if (address.path.empty() || address.path.size() >= sizeof local.sun_path) return std::nullopt;
  local.sun_family = AF_UNIX;
  std::ranges::copy(address.path, local.sun_path);
  return stored(local);
}

std::optional<TcpAddress> tcp_address(const SocketAddress& address) {
  if (address.family() == AF_INET) {
    const auto v4 = specific<sockaddr_in>(address);
    return TcpAddress{v4_from(&v4.sin_addr), ntohs(v4.sin_port)};
  }
  if (address.family() != AF_INET6) return std::nullopt;
  const auto v6 = specific<sockaddr_in6>(address);
  std::array<std::uint8_t, 16> bytes{};
  ::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
    return TcpAddress{v4_from(bytes.data() + kMappedPrefix), ntohs(v6.sin6_port)};
  return TcpAddress{IpAddress::v6(bytes), ntohs(v6.sin6_port)};
}

std::string cause(int error_number) {
  switch (error_number) {
    case ECONNRESET:
      return "connection reset by the peer";
    case EPIPE:
      return "connection closed by the peer";
    case EBADF:
      return "the connection is closed already";
    default:
      break;
  }
  const char* text = ::strerrordesc_np(error_number);
  std::string words = text == nullptr ? "error " + std::to_string(error_number) : text;
  words[0] = base::to_lower(words[0]);
  return words;
}

tl::unexpected<base::Error> timed_out(base::Deadline deadline) {
  return base::fail(base::ErrorKind::timeout,
                    "timeout after " + base::show_duration(deadline.span()));
}

}  // namespace net
