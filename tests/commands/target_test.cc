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

struct Dial {
  Dial(World& world, const Target& target, net::Family family = net::Family::any) {
    Dialing dialing;
    dialing.family = family;
    dialing.timeout = 30s;
    test::Told told(transcript);
    auto stream = dial_host(target.hosts.front(), dialing, world.dns, world.dialer, transcript);
    lines = told.lines;
    if (!stream) error = stream.error().text;
  }
  smtp::Transcript transcript;
  Lines lines;
  std::string error;
};

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

TEST_CASE("each address is tried in its order until one stands") {
  World world;
  world.dns.address("mx", "192.0.2.1").address("mx", "192.0.2.2");
  const test::ScriptedPeer peer({test::hang()});
  world.dialer.refuse();
  world.dialer.add(peer);
  const Dial dial(world, server("mx"));
  CHECK(world.dialer.dialled == Lines{"192.0.2.1:25", "192.0.2.2:25"});
  CHECK(dial.lines == Lines{"warning: cannot connect to 192.0.2.1:25: connection refused",
                            "connect mx:25", "connected 192.0.2.2:25"});
}

TEST_CASE("a socket and a child are dialled without asking the DNS") {
  World world;
  const Dial dial(world, server("unix:/run/lmtp"));
  CHECK(world.dialer.dialled == Lines{"unix:/run/lmtp"});
  CHECK(world.dns.asked.empty());
  CHECK(Dial(world, server("exec:exim4 -bs")).error ==
        "cannot connect to exec:exim4 -bs: connection refused");
}

// All error paths of target.h follow.

TEST_CASE("when no address answers the last one's Error is told") {
  World world;
  world.dns.address("mx", "192.0.2.1").address("mx", "192.0.2.2");
  const Dial dial(world, server("mx"));
  CHECK(dial.error == "cannot connect to 192.0.2.2:25: connection refused");
  CHECK(dial.lines.size() == 2);
}

TEST_CASE("a name without an address is told once, and nothing is dialled") {
  World world;
  const Dial dial(world, server("mx.b.example"));
  CHECK_FALSE(dial.error.empty());
  CHECK(dial.lines == Lines{"warning: " + dial.error});
  CHECK(world.dialer.dialled.empty());
}

TEST_CASE("a domain that takes no mail is no target") {
  World world;
  world.dns.mx("b.example", 0, "");
  const auto target = domain_target(world.dns, "b.example", 25, base::Deadline::never());
  REQUIRE_FALSE(target);
  CHECK(target.error().kind == ErrorKind::no_host);
}
