#include "net/fd_stream.h"

#include <doctest/doctest.h>

#include <thread>

#include "net/loopback.h"

using namespace test;

TEST_CASE("bytes cross a stream both ways") {
  const Ends ends = connected_ends();
  CHECK(write(*ends.client, "EHLO a\r\n") == "");
  CHECK(read_once(*ends.server) == "EHLO a\r\n");
  CHECK(write(*ends.server, "250 b\r\n") == "");
  CHECK(read_once(*ends.client) == "250 b\r\n");
}

TEST_CASE("several pieces are written in order, empty ones too") {
  const Ends ends = connected_ends();
  std::vector<std::string_view> pieces(200, "ab");
  pieces[0] = "";
  pieces[199] = "";
  CHECK(ends.client->write(pieces, soon()));
  CHECK(ends.client->write({}, soon()));
  ends.client->close();
  CHECK(read_to_end(*ends.server).size() == 396);
}

TEST_CASE("a write larger than every buffer goes through") {
  const Ends ends = connected_ends();
  const std::string much(8 << 20, 'x');
  std::jthread writer([&] {
    write(*ends.client, much);
    ends.client->close();
  });
  CHECK(read_to_end(*ends.server) == much);
}

TEST_CASE("has_input tells bytes, and the end, from silence") {
  const Ends ends = connected_ends();
  CHECK_FALSE(ends.client->has_input());
  write(*ends.server, "x");
  CHECK(ends.client->has_input());
  read_once(*ends.client);
  CHECK_FALSE(ends.client->has_input());
  ends.server->close();
  CHECK(ends.client->has_input());
}

// All error paths of a plain stream follow.

TEST_CASE("a silent peer meets the deadline in read") {
  const Ends ends = connected_ends();
  CHECK(read_once(*ends.client, at_once()) == "timeout after 50 ms");
}

TEST_CASE("a peer that stops reading meets the deadline in write") {
  const Ends ends = connected_ends();
  const std::string much(8 << 20, 'x');
  CHECK(write(*ends.client, much, at_once()) == "timeout after 50 ms");
}

TEST_CASE("the end of the peer is the end of the stream, and SIGPIPE does not kill") {
  const Ends ends = connected_ends();
  ends.server->close();
  CHECK(read_once(*ends.client) == "");
  CHECK(write(*ends.client, "x") == "connection closed by the peer");
}

TEST_CASE("a peer that closes with bytes unread resets the connection") {
  RawEnds raw = raw_ends();
  net::FdStream client(std::move(raw.client));
  write(client, "x");
  raw.server.reset();
  CHECK(read_once(client) == "connection reset by the peer");
}

TEST_CASE("a stream that was closed says so") {
  const Ends ends = connected_ends();
  ends.client->close();
  ends.client->close();
  CHECK(read_once(*ends.client) == "the connection is closed already");
  CHECK(write(*ends.client, "x") == "the connection is closed already");
  CHECK_FALSE(ends.client->has_input());
}

TEST_CASE("a closing stream reads first what is there, lest its last bytes be lost") {
  const Ends ends = connected_ends();
  write(*ends.server, "unread");
  write(*ends.client, "QUIT\r\n");
  ends.client->close();
  CHECK(read_to_end(*ends.server) == "QUIT\r\n");
}

TEST_CASE("a write that failed tells whether a byte of it is out") {
  RawEnds raw = raw_ends();
  net::FdStream client(std::move(raw.client));
  CHECK(test::write(client, std::string(8 << 20, 'x'), at_once()) == "timeout after 50 ms");
  CHECK_FALSE(client.wrote_nothing());
  raw.server.reset();
  CHECK(test::write(client, "x") != "");
  CHECK(client.wrote_nothing());
}
