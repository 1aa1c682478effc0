#include "net/scripted_stream.h"

#include <array>
#include <chrono>

using namespace test;

namespace {

std::string read_once(net::Stream& stream) {
  std::array<char, 64> buffer{};
  const auto count = stream.read(buffer, base::Deadline::after(std::chrono::seconds(5)));
  return count ? std::string(buffer.data(), *count) : count.error().text;
}

void write(net::Stream& stream, std::string_view bytes) {
  const std::array<std::string_view, 1> pieces{bytes};
  CHECK(stream.write(pieces, base::Deadline::never()));
}

}  // namespace

TEST_CASE("a scripted peer answers in fragments once it got what it expects") {
  ScriptedPeer peer({reply("220 mx\r\n"), expect("QUIT\r\n"), reply("221 ", "bye\r\n"), end()});
  const auto stream = peer.stream();
  CHECK(read_once(*stream) == "220 mx\r\n");
  CHECK_FALSE(stream->has_input());
  write(*stream, "QU");
  write(*stream, "IT\r\n");
  CHECK(read_once(*stream) == "221 ");
  CHECK(read_once(*stream) == "bye\r\n");
  CHECK(read_once(*stream) == "");
  CHECK(peer.written() == "QUIT\r\n");
  CHECK(peer.finished());
}

TEST_CASE("a scripted peer matches one write to several expectations") {
  ScriptedPeer peer({expect("A\r\n"), reply("1"), expect("B\r\n"), reply("2")});
  const auto stream = peer.stream();
  write(*stream, "A\r\nB\r\n");
  CHECK(read_once(*stream) == "1");
  CHECK(read_once(*stream) == "2");
  CHECK(peer.writes() == std::vector<std::string>{"A\r\nB\r\n"});
}

TEST_CASE("a scripted peer hangs, resets and shakes hands") {
  ScriptedPeer mute({hang()});
  CHECK(read_once(*mute.stream()) == "timeout after 5 s");
  ScriptedPeer rude({reset()});
  CHECK(read_once(*rude.stream()) == "connection reset by the peer");
  ScriptedPeer safe({tls(), expect_anything(), reply("ok")});
  const auto stream = safe.stream();
  CHECK(stream->start_tls({}, base::Deadline::never()));
  CHECK(safe.in_tls());
  write(*stream, "whatever");
  CHECK(read_once(*stream) == "ok");
}
