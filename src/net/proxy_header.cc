#include "net/proxy_header.h"

#include <fmt/format.h>

#include "base/text.h"

namespace net {
namespace {

using namespace std::string_view_literals;
using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::string_view kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr char kLocal = '\x20';
constexpr char kProxy = '\x21';
constexpr std::size_t kPath = 108;  // of a unix socket, filled up with NUL

void append_u16(std::string& out, std::size_t number) {
  out += static_cast<char>(number >> 8);
  out += static_cast<char>(number & 0xFF);
}

void append_ip(std::string& out, const IpAddress& ip) {
  const auto& bytes = ip.bytes();
  const std::size_t size = ip.is_v6() ? 16 : 4;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(bytes.at(i));
}

Result<void> append_address(std::string& out, ProxyBlock::Family family, const std::string& text) {
  if (family == ProxyBlock::Family::unix) {
    if (text.size() > kPath)
      return fail(ErrorKind::parse,
                  fmt::format("a path of more than {} bytes: {}", kPath, base::printable(text)));
    out += text;
    out.append(kPath - text.size(), '\0');
    return {};
  }
  const auto ip = IpAddress::parse(text);
  const bool v6 = family == ProxyBlock::Family::inet6;
  if (!ip || ip->is_v6() != v6)
    return fail(ErrorKind::parse,
                fmt::format("'{}' is not an IPv{} address", base::printable(text), v6 ? 6 : 4));
  append_ip(out, *ip);
  return {};
}

// CRC-32C (Castagnoli), reflected, as RFC 3720 appendix B.4 has it.
std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78U : 0U);
  }
  return ~crc;
}

// The checksum is over the whole header with zeros in its place, in network byte order.
void fill_in(std::string& header, std::size_t checksum_at) {
  const std::uint32_t crc = crc32c(header);
  for (std::size_t i = 0; i < 4; ++i)
    header[checksum_at + i] = static_cast<char>(crc >> (24 - 8 * i) & 0xFF);
}

}  // namespace

std::string proxy_signature() { return std::string(kSignature); }

std::string proxy_header_v1(const std::optional<ProxiedFrom>& from) {
  if (!from) return "PROXY UNKNOWN\r\n";
  return fmt::format("PROXY TCP{} {} {} {} {}\r\n", from->client.ip.is_v6() ? 6 : 4,
                     from->client.ip.show(), from->server.ip.show(), from->client.port,
                     from->server.port);
}

Result<std::string> proxy_header_v2(const ProxyBlock& block) {
  std::string rest;
  if (block.family != ProxyBlock::Family::unspec) {
    for (const std::string* one : {&block.source, &block.dest})
      if (auto good = append_address(rest, block.family, *one); !good) return fail(good.error());
    if (block.family != ProxyBlock::Family::unix) {
      append_u16(rest, block.source_port);
      append_u16(rest, block.dest_port);
    }
  }
  std::optional<std::size_t> checksum_at;
  for (const auto& [type, value] : block.tlvs) {
    const bool computed = type == kProxyCrc32c && value.empty();
    if (computed && checksum_at) return fail(ErrorKind::parse, "two checksums (crc32c)");
    rest += static_cast<char>(type);
    append_u16(rest, computed ? 4 : value.size());
    if (computed) checksum_at = rest.size();
    rest += computed ? std::string(4, '\0') : value;
  }
  if (rest.size() > 0xFFFF)
    return fail(ErrorKind::parse, "more than 65535 bytes of addresses and TLVs");
  std::string header(kSignature);
  header += block.local ? kLocal : kProxy;
  header +=
      static_cast<char>(static_cast<int>(block.family) << 4 | static_cast<int>(block.protocol));
  append_u16(header, rest.size());
  const std::size_t fixed = header.size();
  header += rest;
  if (checksum_at) fill_in(header, fixed + *checksum_at);
  return header;
}

std::string proxy_header_v2(const std::optional<ProxiedFrom>& from) {
  ProxyBlock block;
  if (from) {
    block.family = from->client.ip.is_v6() ? ProxyBlock::Family::inet6 : ProxyBlock::Family::inet;
    block.source = from->client.ip.show();
    block.dest = from->server.ip.show();
    block.source_port = from->client.port;
    block.dest_port = from->server.port;
  } else {
    block.local = true;
    block.protocol = ProxyBlock::Protocol::unspec;
  }
  return proxy_header_v2(block).value_or("");
}

}  // namespace net
