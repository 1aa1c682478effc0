// An IP address, and the places a conversation can be dialled at.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace net {

enum class Family { any, v4, v6 };

class IpAddress {
 public:
  // "192.0.2.1", "2001:db8::1" (no brackets, no zone); nothing for anything else.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress v4(const std::array<std::uint8_t, 4>& bytes);
  static IpAddress v6(const std::array<std::uint8_t, 16>& bytes);

  bool is_v6() const { return v6_; }
  bool is_loopback() const;
  bool matches(Family family) const;
  // Network order; the first 4 bytes for IPv4.
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

  std::string show() const;  // "2001:db8::1"
  std::string literal()
      const;  // as in a URL or after HELO's blank: "[192.0.2.1]", "[IPv6:2001:db8::1]"

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  bool v6_ = false;
};

struct TcpAddress {
  IpAddress ip;
  std::uint16_t port = 25;
  friend bool operator==(const TcpAddress&, const TcpAddress&) = default;
};
struct UnixAddress {
  std::string path;
  friend bool operator==(const UnixAddress&, const UnixAddress&) = default;
};
// A command for /bin/sh, spoken to on its standard input and output.
struct ChildAddress {
  std::string command;
  friend bool operator==(const ChildAddress&, const ChildAddress&) = default;
};

using Address = std::variant<TcpAddress, UnixAddress, ChildAddress>;

// "192.0.2.1:25", "[2001:db8::1]:25", "unix:/run/lmtp", "exec:exim4 -bs".
std::string show(const Address& address);

}  // namespace net
