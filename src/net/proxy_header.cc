#include "net/proxy_header.h"

#include <fmt/format.h>

namespace net {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr char kLocal = '\x20';
constexpr char kProxy = '\x21';
constexpr char kTcp4 = '\x11';
constexpr char kTcp6 = '\x21';

void append_u16(std::string& out, std::size_t number) {
  out += static_cast<char>(number >> 8);
  out += static_cast<char>(number & 0xFF);
}

void append_ip(std::string& out, const IpAddress& ip) {
  const auto& bytes = ip.bytes();
  const std::size_t size = ip.is_v6() ? 16 : 4;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(bytes.at(i));
}

}  // namespace

std::string proxy_header_v1(const std::optional<ProxiedFrom>& from) {
  if (!from) return "PROXY UNKNOWN\r\n";
  return fmt::format("PROXY TCP{} {} {} {} {}\r\n", from->client.ip.is_v6() ? 6 : 4,
                     from->client.ip.show(), from->server.ip.show(), from->client.port,
                     from->server.port);
}

std::string proxy_header_v2(const std::optional<ProxiedFrom>& from) {
  std::string addresses;
  if (from) {
    append_ip(addresses, from->client.ip);
    append_ip(addresses, from->server.ip);
    append_u16(addresses, from->client.port);
    append_u16(addresses, from->server.port);
  }
  std::string header(kSignature);
  header += from ? kProxy : kLocal;
  header += !from ? '\0' : from->client.ip.is_v6() ? kTcp6 : kTcp4;
  append_u16(header, addresses.size());
  return header + addresses;
}

}  // namespace net
