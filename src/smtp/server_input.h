// What a client sends, as lines while it speaks commands and as bytes while it sends content.
//
// One buffer and reads as large as it has room for: a group of pipelined commands, or a quarter of
// a megabyte of content, costs one system call.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

#include "base/deadline.h"
#include "base/result.h"
#include "net/stream.h"

namespace smtp {

class ServerInput {
 public:
  static constexpr std::size_t kCapacity = 256 * 1024;
  // What a client has, from when a stop is seen, to finish the message that is under way.
  static constexpr base::Duration kGrace = std::chrono::seconds(10);

  // `before_wait` is called before each read from the stream: the client may be waiting for the
  // replies that are held back, and both would wait for ever.
  ServerInput(net::Stream& stream, std::stop_token stop,
              std::function<base::Result<void>()> before_wait);

  struct Line {
    std::string_view text;  // without its end; valid until the next call
    bool too_long = false;  // it was longer than asked for, and is gone
    bool bare_lf = false;
  };
  // The next line. `deadline` is for the whole of it. None is given after a stop.
  base::Result<Line> line(std::size_t most, base::Deadline deadline);

  // What is there, at least one byte, at most `most`. After a stop: until kGrace is over.
  base::Result<std::string_view> bytes(std::size_t most, base::Deadline deadline);
  // Drops what was used of bytes().
  void consume(std::size_t count) { start_ += count; }

  // Drops all that is read already; true when that was something.
  bool discard();

 private:
  enum class OnStop { end, finish };
  bool ended_by_stop(OnStop on_stop);
  base::Result<void> fill(base::Deadline deadline, OnStop on_stop);
  void make_room();

  net::Stream& stream_;
  std::stop_token stop_;
  std::optional<base::Deadline> grace_;  // since a stop was seen
  std::function<base::Result<void>()> before_wait_;
  std::unique_ptr<char[]> buffer_;
  std::size_t start_ = 0, end_ = 0;
};

}  // namespace smtp
