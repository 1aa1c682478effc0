#include "commands/target.h"

#include <doctest/doctest.h>

#include "commands/world.h"
#include "smtp/talk.h"

using namespace commands;
using namespace std::chrono_literals;
using base::ErrorKind;
using test::Lines;
using test::World;

namespace {

Target server(std::string_view text, std::uint16_t port = 25) {
  auto target = server_target(net::parse_endpoint(text).value(), port);
  REQUIRE(target);
  return *target;
}

Lines targets(const Target& target) {
  Lines all;
  for (const Host& host : target.hosts) all.push_back(host.target);
  return all;
}

}  // namespace

TEST_CASE("a named server is one host, and the port is added where none was said") {
  CHECK(targets(server("mx.example.com")) == Lines{"mx.example.com:25"});
  CHECK(targets(server("mx.example.com:587")) == Lines{"mx.example.com:587"});
  CHECK(targets(server("2001:db8::1", 465)) == Lines{"[2001:db8::1]:465"});
  CHECK(server("192.0.2.1").hosts[0].name == "192.0.2.1");
  CHECK_FALSE(server("mx.example.com").by_mx);
}

TEST_CASE("a server with letters of its own is named in A-labels") {
  CHECK(server("b\u00fccher.example").hosts[0].name == "xn--bcher-kva.example");
  CHECK(targets(server("b\u00fccher.example")) == Lines{"xn--bcher-kva.example:25"});
}

TEST_CASE("a socket and a child have no name for a certificate") {
  CHECK(server("unix:/run/lmtp").hosts[0].name.empty());
  CHECK(targets(server("unix:/run/lmtp")) == Lines{"unix:/run/lmtp"});
  CHECK(targets(server("exec:exim4 -bs")) == Lines{"exec:exim4 -bs"});
}

TEST_CASE("a domain's hosts come in the order of their preference") {
  World world;
  world.dns.mx("b.example", 20, "mx2.b.example").mx("b.example", 10, "mx1.b.example");
  const auto target = domain_target(world.dns, "b.example", 25, base::Deadline::never());
  REQUIRE(target);
  CHECK(targets(*target) == Lines{"mx1.b.example:25", "mx2.b.example:25"});
  CHECK(target->by_mx);
}

TEST_CASE("a connection that stands is told, with the host as it was asked for") {
  World world;
  const test::ScriptedPeer peer({test::hang()});
  world.dialer.add(peer);
  smtp::Transcript transcript;
  const test::Told told(transcript);
  const net::Address address = net::TcpAddress{*net::IpAddress::parse("192.0.2.1"), 25};
  CHECK(dial(server("mx").hosts[0], address, {}, world.dialer, transcript));
  CHECK(told.lines == Lines{"connect mx:25", "connected 192.0.2.1:25"});
}

TEST_CASE("a socket and a child are their own address, and ask no DNS") {
  World world;
  for (const std::string where : {"unix:/run/lmtp", "exec:exim4 -bs"}) {
    const auto addresses = addresses_of(server(where).hosts[0], {}, world.dns);
    REQUIRE(addresses);
    CHECK(addresses->size() == 1);
    CHECK(net::show(addresses->front()) == where);
  }
  CHECK(world.dns.asked.empty());
}

// All error paths of target.h follow.

TEST_CASE("a connection that fails is told with its address") {
  World world;
  smtp::Transcript transcript;
  const test::Told told(transcript);
  const auto stream =
      dial(server("mx").hosts[0], net::UnixAddress{"/run/lmtp"}, {}, world.dialer, transcript);
  REQUIRE_FALSE(stream);
  CHECK(stream.error().text == "cannot connect to unix:/run/lmtp: connection refused");
  CHECK(stream.error().kind == ErrorKind::connect);
  CHECK(told.lines == Lines{"warning: cannot connect to unix:/run/lmtp: connection refused"});
}

TEST_CASE("a name without an address has none") {
  World world;
  const auto addresses = addresses_of(server("mx.b.example").hosts[0], {}, world.dns);
  REQUIRE_FALSE(addresses);
  CHECK(addresses.error().kind == ErrorKind::no_host);
}

TEST_CASE("a domain that takes no mail is no target") {
  World world;
  world.dns.mx("b.example", 0, "");
  const auto target = domain_target(world.dns, "b.example", 25, base::Deadline::never());
  REQUIRE_FALSE(target);
  CHECK(target.error().kind == ErrorKind::no_host);
}
