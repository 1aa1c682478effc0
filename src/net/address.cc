#include "net/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace net {
namespace {

std::string show(const TcpAddress& tcp) {
  return fmt::format("{}:{}", tcp.ip.is_v6() ? "[" + tcp.ip.show() + "]" : tcp.ip.show(), tcp.port);
}
std::string show(const UnixAddress& local) { return "unix:" + local.path; }
std::string show(const ChildAddress& child) { return "exec:" + child.command; }

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  IpAddress address;
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes_.data()) == 1) return address;
  address.v6_ = true;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
  return std::nullopt;
}

IpAddress IpAddress::v4(const std::array<std::uint8_t, 4>& bytes) {
  IpAddress address;
  std::ranges::copy(bytes, address.bytes_.begin());
  return address;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes) {
  IpAddress address;
  address.bytes_ = bytes;
  address.v6_ = true;
  return address;
}

bool IpAddress::is_loopback() const { return v6_ ? *this == *parse("::1") : bytes_.front() == 127; }

bool IpAddress::matches(Family family) const {
  switch (family) {
    case Family::any:
      return true;
    case Family::v4:
      return !v6_;
    case Family::v6:
      return v6_;
  }
  return false;
}

std::string IpAddress::show() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(v6_ ? AF_INET6 : AF_INET, bytes_.data(), text.data(), text.size());
  return text.data();
}

std::string IpAddress::literal() const { return fmt::format("[{}{}]", v6_ ? "IPv6:" : "", show()); }

std::string show(const Address& address) {
  return std::visit([](const auto& place) { return show(place); }, address);
}

}  // namespace net
