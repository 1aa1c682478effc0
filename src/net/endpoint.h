// Where a conversation is to go, as a person writes it; names are not looked up here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace net {

enum class Scheme { none, smtp, smtps, lmtp };

struct Endpoint {
  enum class Kind { host, unix_socket, child };
  Kind kind = Kind::host;
  Scheme scheme = Scheme::none;
  std::string host;        // a name, or an IP literal without its brackets
  std::uint16_t port = 0;  // 0: not said
  std::string path;        // of the socket, or the command
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// HOST, HOST:PORT, HOST:SERVICE, V4, V4:PORT, V6, [V6], [V6]:PORT, [IPv6:V6], smtp://, smtps:// and
// lmtp:// URLs (host and port only; lmtp:///path is a socket), unix:PATH, exec:COMMAND.
// Error kind parse; says what is wrong and what would be right.
base::Result<Endpoint> parse_endpoint(std::string_view text);

// 1 to 65535, or a service name (smtp, submission, submissions, smtps, lmtp and /etc/services).
base::Result<std::uint16_t> parse_port(std::string_view text);

// As parse_endpoint reads it: "mx.example.com:25", "[2001:db8::1]:25", "unix:/run/lmtp".
std::string show(const Endpoint& endpoint);

}  // namespace net
