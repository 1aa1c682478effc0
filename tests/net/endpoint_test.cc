#include "net/endpoint.h"

#include <doctest/doctest.h>

using namespace net;

namespace {

std::string parsed(std::string_view text) {
  const auto endpoint = parse_endpoint(text);
  if (!endpoint) return endpoint.error().text;
  CHECK(parse_endpoint(show(*endpoint)).value().host == endpoint->host);
  return show(*endpoint);
}

Scheme scheme_of(std::string_view text) { return parse_endpoint(text).value().scheme; }

}  // namespace

TEST_CASE("a host may have a port or a service name") {
  CHECK(parsed("mx.example.com") == "mx.example.com");
  CHECK(parsed("mx.example.com:2525") == "mx.example.com:2525");
  CHECK(parsed("localhost:submission") == "localhost:587");
  CHECK(parsed("localhost:SUBMISSIONS") == "localhost:465");
  CHECK(parsed("bücher.example:25") == "bücher.example:25");
  CHECK(parsed("mx.example.com.") == "mx.example.com.");
}

TEST_CASE("IP addresses come with and without brackets") {
  CHECK(parsed("192.0.2.1:25") == "192.0.2.1:25");
  CHECK(parsed("[192.0.2.1]") == "192.0.2.1");
  CHECK(parsed("2001:DB8::1") == "[2001:db8::1]");
  CHECK(parsed("[2001:db8::1]:25") == "[2001:db8::1]:25");
  CHECK(parsed("[IPv6:2001:db8::1]:smtp") == "[2001:db8::1]:25");
}

TEST_CASE("a URL gives the scheme") {
  CHECK(parsed("smtp://mx.example.com/") == "mx.example.com");
  CHECK(parsed("SMTPS://[::1]:465") == "[::1]:465");
  CHECK(parsed("lmtp:///run/dovecot/lmtp") == "unix:/run/dovecot/lmtp");
  CHECK(scheme_of("smtp://a") == Scheme::smtp);
  CHECK(scheme_of("smtps://a") == Scheme::smtps);
  CHECK(scheme_of("lmtp://a:24") == Scheme::lmtp);
  CHECK(scheme_of("lmtp:///run/lmtp") == Scheme::lmtp);
  CHECK(scheme_of("a") == Scheme::none);
}

TEST_CASE("a socket and a command are taken as they are") {
  CHECK(parse_endpoint("unix:/run/a b").value() ==
        Endpoint{Endpoint::Kind::unix_socket, Scheme::none, "", 0, "/run/a b"});
  CHECK(parse_endpoint("exec:exim4 -bs").value() ==
        Endpoint{Endpoint::Kind::child, Scheme::none, "", 0, "exim4 -bs"});
}

// All error paths of parse_endpoint and parse_port follow.

TEST_CASE("a wrong endpoint is told what would be right") {
  CHECK(parsed("") == "the host is missing");
  CHECK(parsed(":25") == "':25': the host is missing");
  CHECK(parsed("smtp://") == "'smtp://': the host is missing");
  CHECK(parsed("a\r\nb") == "'a\\r\\nb': CR, LF and NUL cannot stand in it");
  CHECK(parsed("a b") == "'a b': a host name holds letters, digits, '-' and '.' only");
  CHECK(parsed("\xff") == "'\\xFF': a host name must be UTF-8");
  CHECK(parsed("a..b") == "'a..b': a host name has no empty label");
  CHECK(parsed("192.0.2") == "'192.0.2': not an IPv4 address");
  CHECK(parsed("[::1") == "'[::1': the closing ']' is missing");
  CHECK(parsed("[mx]") == "'[mx]': between '[' and ']' must stand an IP address");
  CHECK(parsed("[::1]25") == "'[::1]25': behind ']' only ':PORT' may follow");
  CHECK(parsed("a:b:c") == "'a:b:c': not an IPv6 address; with a port write [ADDRESS]:PORT");
  CHECK(parsed("unix:") == "'unix:': the path is missing");
  CHECK(parsed("exec:") == "'exec:': the command is missing");
  CHECK(parsed("/run/lmtp") == "'/run/lmtp': a socket is written unix:PATH");
  CHECK(parsed("imap://a") ==
        "'imap://a': the scheme is not known: write smtp://, smtps:// or "
        "lmtp://");
  CHECK(parsed("smtp://a/b") == "'smtp://a/b': only a host and a port may stand in the URL");
  CHECK(parsed("smtp://u@a") == "'smtp://u@a': a user does not belong in the URL; use --auth-user");
  CHECK(parse_endpoint(std::string(254, 'a'))
            .error()
            .text.ends_with("a host name has 253 characters at most"));
  CHECK(parse_endpoint("").error().kind == base::ErrorKind::parse);
}

TEST_CASE("a wrong port is told what would be right") {
  CHECK(parsed("a:") == "the port is missing");
  CHECK(parsed("a:0") == "port 0 does not exist: 1 to 65535");
  CHECK(parsed("a:65536") == "port 65536 does not exist: 1 to 65535");
  CHECK(parsed("a:nosuch") ==
        "'nosuch' is no port and no known service: write 1 to 65535, smtp, "
        "submission or submissions");
}
