#include "net/interrupt.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "net/dialer.h"
#include "net/listen.h"
#include "net/loopback.h"
#include "net/socket_address.h"

using namespace net;
using namespace test;

namespace {

// A client that heeds the interrupt, and a server that says nothing.
struct Waiting {
  Waiting() { client.heed(interrupt); }

  std::shared_ptr<Interrupt> interrupt = std::make_shared<Interrupt>();
  RawEnds raw = raw_ends();
  FdStream client{std::move(raw.client)};
};

}  // namespace

TEST_CASE("an interrupt ends a read that waits") {
  Waiting waiting;
  const std::jthread signal([&] { waiting.interrupt->raise(); });
  CHECK(read_once(waiting.client, base::Deadline::never()) == "interrupted");
}

TEST_CASE("an interrupt ends a write to a peer that does not read") {
  Waiting waiting;
  const std::jthread signal([&] { waiting.interrupt->raise(); });
  CHECK(test::write(waiting.client, std::string(8 << 20, 'x')) == "interrupted");
}

TEST_CASE("behind an interrupt nothing is read or written, were it there already") {
  Waiting waiting;
  CHECK(::write(waiting.raw.server.get(), "x", 1) == 1);
  waiting.interrupt->raise();
  CHECK(read_once(waiting.client) == "interrupted");
  CHECK(net::write_all(waiting.client, "x", soon()).error().kind == base::ErrorKind::io);
}

TEST_CASE("an interrupted dialer ends its streams, and dials nobody any more") {
  auto server = Listener::open(TcpAddress{*IpAddress::parse("127.0.0.1"), 0});
  REQUIRE(server);
  const auto dialer = system_dialer();
  const auto stream = dialer->dial(server->address(), {}, soon());
  REQUIRE(stream);
  dialer->interrupt();
  CHECK(read_once(**stream) == "interrupted");
  CHECK(dialer->dial(server->address(), {}, soon()).error().text == "interrupted");
}

TEST_CASE("an interrupt ends the wait for a place in a unix socket's queue") {
  const std::string path = "/tmp/ehlo_interrupt_test." + std::to_string(::getpid());
  const UnixAddress place{path};
  const auto address = socket_address(place);
  const UniqueFd server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(server.get(), address->get(), address->size) == 0);
  REQUIRE(::listen(server.get(), 0) == 0);
  const auto dialer = system_dialer();
  const auto first = dialer->dial(place, {}, soon());
  const std::jthread signal([&] { dialer->interrupt(); });
  CHECK(dialer->dial(place, {}, base::Deadline::never()).error().text == "interrupted");
  ::unlink(path.c_str());
}

TEST_CASE("an interrupted child is not given time to end by itself") {
  const auto dialer = system_dialer();
  const auto child = dialer->dial(ChildAddress{"exec sleep 1000"}, {}, soon());
  REQUIRE(child);
  dialer->interrupt();
  const auto before = std::chrono::steady_clock::now();
  (*child)->close();
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(1));
  CHECK((*child)->take_notes() == std::vector<std::string>{"killed by signal 15"});
}
