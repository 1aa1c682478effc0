#include "net/interrupt.h"

#include <doctest/doctest.h>

#include <thread>

#include "net/dialer.h"
#include "net/listen.h"
#include "net/loopback.h"

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
