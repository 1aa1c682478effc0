// Plain bytes over a socket, or over a pipe each way.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "net/channel.h"
#include "net/interrupt.h"
#include "net/unique_fd.h"

namespace net {

class FdChannel final : public Channel {
 public:
  // Both are made non-blocking. Without `out`, `in` is a socket that serves both ways.
  explicit FdChannel(UniqueFd in, UniqueFd out = UniqueFd());

  // While a call waits, `fd` is watched too, and `drain` called when it can be read; drain()
  // returns false when there will be no more. A child whose standard error nobody reads stops.
  void watch(int fd, std::function<bool()> drain);

  // Once it is raised no call waits any more.
  void heed(std::shared_ptr<const Interrupt> interrupt) { interrupt_ = std::move(interrupt); }
  bool is_interrupted() const { return interrupt_ && interrupt_->raised(); }

  base::Result<std::size_t> read(std::span<char> into, base::Deadline deadline) override;
  base::Result<void> write(std::span<const std::string_view> pieces,
                           base::Deadline deadline) override;
  bool has_input() override;

  // Plaintext was read: TLS did not begin with the first byte.
  bool was_read() const { return was_read_; }

  // One system call, for TLS: the count, or -1 and errno (EAGAIN: it would wait).
  ssize_t try_read(std::span<char> into);
  ssize_t try_write(std::span<const std::string_view> pieces);
  std::uint64_t written() const { return written_; }  // bytes, since ever
  base::Result<void> wait_readable(base::Deadline deadline);
  base::Result<void> wait_writable(base::Deadline deadline);

  // The next read() starts with these bytes, which TLS had taken too many.
  void give_back(std::string_view bytes) { given_back_.insert(0, bytes); }

  bool is_socket() const { return !out_; }
  int in() const { return in_.get(); }
  void close();

 private:
  int out() const { return out_ ? out_.get() : in_.get(); }
  base::Result<void> wait(int fd, short events, base::Deadline deadline);
  ssize_t take_given_back(std::span<char> into);

  UniqueFd in_, out_;
  std::string given_back_;
  bool was_read_ = false;
  std::uint64_t written_ = 0;
  int watched_ = -1;
  std::function<bool()> drain_;
  std::shared_ptr<const Interrupt> interrupt_;
};

}  // namespace net
