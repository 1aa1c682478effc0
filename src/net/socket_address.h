// Between our addresses and the kernel's, and from errno to words.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

#include "base/deadline.h"
#include "base/result.h"
#include "net/address.h"

namespace net {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
};

SocketAddress socket_address(const TcpAddress& address);

// Nothing when the path is empty or longer than the 107 bytes that the kernel takes.
std::optional<SocketAddress> socket_address(const UnixAddress& address);

// Nothing unless it is IPv4 or IPv6. An IPv4-mapped address (::ffff:192.0.2.1) comes out as IPv4.
std::optional<TcpAddress> tcp_address(const SocketAddress& address);

// "connection refused", "permission denied": errno in the words of our messages.
std::string cause(int error_number);

// kind timeout: "timeout after 30 s".
tl::unexpected<base::Error> timed_out(base::Deadline deadline);

}  // namespace net
