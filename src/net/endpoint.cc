#include "net/endpoint.h"

#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "net/address.h"
#include "net/ports.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::size_t kMaxHost = 253;  // RFC 1035 section 2.3.4, without the final dot

struct SchemeName {
  std::string_view prefix;
  Scheme scheme;
};
constexpr std::array kSchemes{SchemeName{"smtp://", Scheme::smtp},
                              SchemeName{"smtps://", Scheme::smtps},
                              SchemeName{"lmtp://", Scheme::lmtp}};

struct Service {
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array kServices{Service{"smtp", kSmtpPort}, Service{"submission", kSubmissionPort},
                               Service{"submissions", kSmtpsPort}, Service{"smtps", kSmtpsPort},
                               Service{"lmtp", kLmtpPort}};

tl::unexpected<base::Error> wrong(std::string_view text, std::string_view why) {
  return fail(ErrorKind::parse, fmt::format("'{}': {}", base::printable(text), why));
}

std::optional<std::uint16_t> service_port(const std::string& name) {
  for (const Service& service : kServices)
    if (base::equal_ignoring_case(service.name, name)) return service.port;
  servent found{};
  servent* result = nullptr;
  std::array<char, 1024> buffer{};
  if (::getservbyname_r(name.c_str(), "tcp", &found, buffer.data(), buffer.size(), &result) != 0 ||
      result == nullptr)
    return std::nullopt;
  return ntohs(static_cast<std::uint16_t>(found.s_port));
}

bool is_host_character(char c) {
  return base::is_alphanumeric(c) || c == '.' || c == '-' || c == '_' ||
         static_cast<signed char>(c) < 0;
}

bool looks_like_v4(std::string_view host) {
  return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

// A name, or an IPv4 address.
Result<void> check_host(std::string_view text, std::string_view host) {
  if (host.empty()) return wrong(text, "the host is missing");
  if (host.size() > kMaxHost) return wrong(text, "a host name has 253 characters at most");
  if (!base::is_utf8(host)) return wrong(text, "a host name must be UTF-8");
  if (!std::ranges::all_of(host, is_host_character))
    return wrong(text, "a host name holds letters, digits, '-' and '.' only");
  if (looks_like_v4(host) && !IpAddress::parse(host)) return wrong(text, "not an IPv4 address");
  if (host.starts_with('.') || host.find("..") != std::string_view::npos)
    return wrong(text, "a host name has no empty label");
  return {};
}

Result<Endpoint> with_port(Endpoint endpoint, std::string_view port) {
  const auto number = parse_port(port);
  if (!number) return fail(number.error());
  endpoint.port = *number;
  return endpoint;
}

// "[V6]", "[V6]:PORT", "[IPv6:V6]", "[V4]".
Result<Endpoint> parse_bracketed(std::string_view text, std::string_view place) {
  const std::size_t end = place.find(']');
  if (end == std::string_view::npos) return wrong(text, "the closing ']' is missing");
  std::string_view inner = place.substr(1, end - 1);
  if (base::starts_with_ignoring_case(inner, "IPv6:")) inner.remove_prefix(5);
  const auto address = IpAddress::parse(inner);
  if (!address) return wrong(text, "between '[' and ']' must stand an IP address");
  Endpoint endpoint;
  endpoint.host = address->show();
  const std::string_view rest = place.substr(end + 1);
  if (rest.empty()) return endpoint;
  if (!rest.starts_with(':')) return wrong(text, "behind ']' only ':PORT' may follow");
  return with_port(std::move(endpoint), rest.substr(1));
}

Result<Endpoint> parse_place(std::string_view text, std::string_view place) {
  if (place.starts_with('[')) return parse_bracketed(text, place);
  Endpoint endpoint;
  if (const auto address = IpAddress::parse(place)) {
    endpoint.host = address->show();
    return endpoint;
  }
  const std::size_t colon = place.find(':');
  if (colon != std::string_view::npos && place.find(':', colon + 1) != std::string_view::npos)
    return wrong(text, "not an IPv6 address; with a port write [ADDRESS]:PORT");
  endpoint.host = place.substr(0, colon);
  if (const auto valid = check_host(text, endpoint.host); !valid) return fail(valid.error());
  if (colon == std::string_view::npos) return endpoint;
  return with_port(std::move(endpoint), place.substr(colon + 1));
}

Result<Endpoint> parse_with_path(std::string_view text, Endpoint::Kind kind, std::string_view path,
                                 std::string_view missing) {
  if (path.empty()) return wrong(text, missing);
  Endpoint endpoint;
  endpoint.kind = kind;
  endpoint.path = path;
  return endpoint;
}

Result<Endpoint> parse_socket(std::string_view text, std::string_view path) {
  return parse_with_path(text, Endpoint::Kind::unix_socket, path, "the path is missing");
}

// Behind "smtp://" and the like.
Result<Endpoint> parse_url(std::string_view text, Scheme scheme, std::string_view rest) {
  const bool socket = scheme == Scheme::lmtp && rest.starts_with('/');
  if (!socket && rest.ends_with('/')) rest.remove_suffix(1);
  if (!socket && rest.find_first_of("/?#") != std::string_view::npos)
    return wrong(text, "only a host and a port may stand in the URL");
  if (!socket && rest.find('@') != std::string_view::npos)
    return wrong(text, "a user does not belong in the URL; use --auth-user");
  auto endpoint = socket ? parse_socket(text, rest) : parse_place(text, rest);
  if (endpoint) endpoint->scheme = scheme;
  return endpoint;
}

}  // namespace

Result<std::uint16_t> parse_port(std::string_view text) {
  if (const auto number = base::parse_number(text, 65535); number && *number > 0)
    return static_cast<std::uint16_t>(*number);
  if (text.empty()) return fail(ErrorKind::parse, "the port is missing");
  if (text.find_first_not_of("0123456789") == std::string_view::npos)
    return fail(ErrorKind::parse,
                fmt::format("port {} does not exist: 1 to 65535", base::printable(text)));
  if (!base::breaks_line(text))
    if (const auto port = service_port(std::string(text))) return *port;
  return fail(ErrorKind::parse,
              fmt::format("'{}' is no port and no known service: write 1 to 65535, smtp, "
                          "submission or submissions",
                          base::printable(text)));
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const std::string_view place = base::trim(text);
  if (place.empty()) return fail(ErrorKind::parse, "the host is missing");
  if (base::breaks_line(place)) return wrong(text, "CR, LF and NUL cannot stand in it");
  for (const auto& [prefix, scheme] : kSchemes)
    if (base::starts_with_ignoring_case(place, prefix))
      return parse_url(text, scheme, place.substr(prefix.size()));
  if (place.starts_with("unix:")) return parse_socket(text, place.substr(5));
  if (place.starts_with("exec:"))
    return parse_with_path(text, Endpoint::Kind::child, place.substr(5), "the command is missing");
  if (place.starts_with('/')) return wrong(text, "a socket is written unix:PATH");
  if (place.find("://") != std::string_view::npos)
    return wrong(text, "the scheme is not known: write smtp://, smtps:// or lmtp://");
  return parse_place(text, place);
}

std::string show(const Endpoint& endpoint) {
  switch (endpoint.kind) {
    case Endpoint::Kind::unix_socket:
      return "unix:" + endpoint.path;
    case Endpoint::Kind::child:
      return "exec:" + endpoint.path;
    case Endpoint::Kind::host:
      break;
  }
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + endpoint.host + "]" : endpoint.host;
  return endpoint.port == 0 ? host : fmt::format("{}:{}", host, endpoint.port);
}

}  // namespace net
