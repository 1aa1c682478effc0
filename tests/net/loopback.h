// Two connected streams inside this process, and the verbs to use them in a test.
#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/fd_stream.h"

namespace test {

inline base::Deadline soon() { return base::Deadline::after(std::chrono::seconds(10)); }
inline base::Deadline at_once() { return base::Deadline::after(std::chrono::milliseconds(50)); }

struct Ends {
  std::unique_ptr<net::Stream> client, server;
};

struct RawEnds {
  net::UniqueFd client, server;
};

inline RawEnds raw_ends() {
  std::array<int, 2> fds{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0);
  return {net::UniqueFd(fds[0]), net::UniqueFd(fds[1])};
}

inline Ends connected_ends() {
  RawEnds raw = raw_ends();
  return {std::make_unique<net::FdStream>(std::move(raw.client)),
          std::make_unique<net::FdStream>(std::move(raw.server))};
}

// What one read() gives, or the text of its Error.
inline std::string read_once(net::Stream& stream, base::Deadline deadline = soon()) {
  std::array<char, 65536> buffer;
  const auto count = stream.read(buffer, deadline);
  return count ? std::string(buffer.data(), *count) : count.error().text;
}

inline std::string read_to_end(net::Stream& stream) {
  std::string all;
  for (;;) {
    std::string piece = read_once(stream);
    if (piece.empty()) return all;
    all += piece;
  }
}

// "", or the text of the Error.
inline std::string write(net::Stream& stream, std::string_view bytes,
                         base::Deadline deadline = soon()) {
  const auto done = net::write_all(stream, bytes, deadline);
  return done ? "" : done.error().text;
}

}  // namespace test
