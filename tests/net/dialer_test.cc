#include "net/dialer.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "net/listen.h"
#include "net/loopback.h"

using namespace net;
using namespace test;

namespace {

const TcpAddress kLoopback{*IpAddress::parse("127.0.0.1"), 0};

Listener listener(const Address& address = kLoopback) {
  auto listening = Listener::open(address);
  REQUIRE(listening);
  return std::move(*listening);
}

std::string dial_error(const Address& address, const DialOptions& options = {}) {
  const auto stream = system_dialer()->dial(address, options, soon());
  return stream ? "connected" : stream.error().text;
}

base::ErrorKind dial_kind(const Address& address, const DialOptions& options = {}) {
  return system_dialer()->dial(address, options, soon()).error().kind;
}

std::string socket_path(const std::string& name) {
  return std::filesystem::temp_directory_path() / ("ehlo-" + std::to_string(::getpid()) + name);
}

void check_dialogue(Listener& server) {
  const auto client = system_dialer()->dial(server.address(), {}, soon());
  REQUIRE(client);
  const auto accepted = server.accept(soon());
  REQUIRE(accepted);
  CHECK(test::write(*accepted->stream, "220 hi\r\n") == "");
  CHECK(read_once(**client) == "220 hi\r\n");
}

std::unique_ptr<Stream> child(const std::string& command) {
  auto stream = system_dialer()->dial(ChildAddress{command}, {}, soon());
  REQUIRE(stream);
  return std::move(*stream);
}

}  // namespace

TEST_CASE("a listener and a dialer meet over IPv4") {
  Listener server = listener();
  CHECK(std::get<TcpAddress>(server.address()).port > 0);
  check_dialogue(server);
}

TEST_CASE("a listener and a dialer meet over IPv6, where there is any") {
  auto server = Listener::open(TcpAddress{*IpAddress::parse("::1"), 0});
  if (!server) return;
  CHECK(show(server->address()).starts_with("[::1]:"));
  check_dialogue(*server);
}

TEST_CASE("a listener and a dialer meet over a unix socket, which is gone afterwards") {
  const std::string path = socket_path("meet");
  {
    Listener server = listener(UnixAddress{path});
    check_dialogue(server);
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("the peer of an accepted stream is named") {
  Listener server = listener();
  const auto client = system_dialer()->dial(server.address(), {"127.0.0.1", 0}, soon());
  REQUIRE(client);
  CHECK(server.accept(soon())->peer.starts_with("127.0.0.1:"));
}

TEST_CASE("stop ends accept for ever") {
  Listener server = listener();
  CHECK(server.accept(at_once()).error().text == "timeout after 50 ms");
  server.stop();
  CHECK(server.accept(base::Deadline::never()).error().text == "listening was stopped");
  CHECK(server.accept(soon()).error().kind == base::ErrorKind::lost);
}

TEST_CASE("a child is spoken to on its standard input and output") {
  const auto cat = child("cat");
  CHECK(test::write(*cat, "EHLO a\r\n") == "");
  CHECK(read_once(*cat) == "EHLO a\r\n");
  cat->close();
  CHECK(cat->take_notes().empty());
}

TEST_CASE("what a child says on its standard error comes out as notes") {
  const auto talker = child("echo warning >&2; printf 'half' >&2; echo 220 hi");
  CHECK(read_to_end(*talker) == "220 hi\n");
  CHECK(talker->take_notes() == std::vector<std::string>{"warning", "half"});
  CHECK(talker->take_notes().empty());
}

TEST_CASE("a child that fills its standard error is not stopped by it") {
  const auto talker = child("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo done");
  CHECK(read_to_end(*talker) == "done\n");
  CHECK(talker->take_notes() == std::vector<std::string>{std::string(4096, 'x')});
}

TEST_CASE("a child that ends badly says how") {
  const auto missing = child("exec 2>/dev/null; /no/such/mailer -bs");
  CHECK(read_once(*missing) == "the command cannot be executed");
  missing->close();
  CHECK(missing->take_notes() == std::vector<std::string>{"exit status 127"});
}

TEST_CASE("a child that is gone does not kill us with SIGPIPE") {
  const auto gone = child("exec true");
  CHECK(read_to_end(*gone) == "");
  // The kernel may close what it wrote to before what it read from.
  std::string said;
  while (said.empty()) said = test::write(*gone, "x");
  CHECK(said == "connection closed by the peer");
}

TEST_CASE("a child gets SIGPIPE as everybody knows it") {
  const auto yes = child("{ yes; echo $? >&2; } | head -n 1");
  CHECK(read_to_end(*yes) == "y\n");
  yes->close();
  CHECK(yes->take_notes() == std::vector<std::string>{"141"});
}

TEST_CASE("reset ends a child that would not end") {
  const auto stubborn = child("exec sleep 1000");
  stubborn->reset();
  CHECK(stubborn->take_notes() == std::vector<std::string>{"killed by signal 15"});
}

// All error paths of dial and Listener::open follow.

TEST_CASE("a port where nobody listens refuses") {
  Address address;
  {
    const Listener server = listener();
    address = server.address();
  }
  CHECK(dial_error(address) == "connection refused");
  CHECK(dial_kind(address) == base::ErrorKind::connect);
}

// TCP to the broadcast address: the kernel refuses it itself, and nothing is sent.
TEST_CASE("what stopped a connection is told: here, there, or a socket") {
  const auto stopped = [](const Address& address) {
    Obstacle met = Obstacle::none;
    DialOptions options;
    options.on_obstacle = [&](Obstacle obstacle) { met = obstacle; };
    CHECK_FALSE(dial_error(address, options) == "connected");
    return met;
  };
  CHECK(stopped(TcpAddress{*IpAddress::parse("255.255.255.255"), 25}) == Obstacle::here);
  CHECK(stopped(UnixAddress{socket_path(".none")}) == Obstacle::socket);
  const Address gone = listener().address();
  CHECK(stopped(gone) == Obstacle::there);
}

TEST_CASE("a unix socket that is not there cannot be dialled") {
  CHECK(dial_error(UnixAddress{"/no/such/socket"}) == "no such file or directory");
  CHECK(dial_error(UnixAddress{std::string(200, 'x')}) ==
        "the path of a socket has 1 to 107 characters");
}

TEST_CASE("a local address or interface that is not ours is a usage error") {
  Listener server = listener();
  CHECK(dial_error(server.address(), {"192.0.2.1", 0}) ==
        "cannot use the local address 192.0.2.1:0: cannot assign requested address");
  CHECK(dial_kind(server.address(), {"192.0.2.1", 0}) == base::ErrorKind::usage);
  CHECK(dial_error(server.address(), {"nosuch0", 0}) ==
        "'nosuch0' is neither an IP address nor an interface of this machine");
  CHECK(dial_error(server.address(), {"::1", 0}) ==
        "the local address ::1 cannot reach an IPv4 address");
  CHECK(dial_kind(server.address(), {"::1", 0}) == base::ErrorKind::connect);
}

TEST_CASE("a place that is taken cannot be listened on") {
  const Listener server = listener();
  CHECK(Listener::open(server.address()).error().text ==
        "cannot listen on " + show(server.address()) + ": address already in use");
  CHECK(Listener::open(UnixAddress{"/dev/null"}).error().text ==
        "cannot listen on unix:/dev/null: a file that is no socket is there");
  CHECK(Listener::open(ChildAddress{"cat"}).error().text ==
        "cannot listen on exec:cat: a command cannot be listened on");
  CHECK(Listener::open(UnixAddress{""}).error().text ==
        "cannot listen on unix:: the path of a socket has 1 to 107 characters");
}

TEST_CASE("a unix socket in use is left alone, a stale one is replaced") {
  const std::string path = socket_path("stale");
  const Address address = UnixAddress{path};
  {
    const Listener server = listener(address);
    CHECK(Listener::open(address).error().text ==
          "cannot listen on unix:" + path + ": address already in use");
    std::filesystem::rename(path, path + ".kept");
  }
  std::filesystem::rename(path + ".kept", path);
  Listener again = listener(address);
  check_dialogue(again);
}

TEST_CASE("a child that closes its output and goes on is not waited for beyond the deadline") {
  const auto quiet = child("exec >&-; exec sleep 1000");
  const auto before = std::chrono::steady_clock::now();
  CHECK(read_once(*quiet, at_once()) == "");
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(1));
  quiet->reset();
}
