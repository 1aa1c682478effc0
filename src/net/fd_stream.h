// A Stream over descriptors of this machine: a socket, or the pipes of a child process.
#pragma once

#include <memory>

#include "net/fd_channel.h"
#include "net/stream.h"
#include "net/unique_fd.h"

namespace net {

class TlsChannel;
struct Secured;

class FdStream : public Stream {
 public:
  // Without `out`, `in` is a connected socket.
  explicit FdStream(UniqueFd in, UniqueFd out = UniqueFd());
  ~FdStream() override;

  base::Result<std::size_t> read(std::span<char> into, base::Deadline deadline) override;
  base::Result<void> write(std::span<const std::string_view> pieces,
                           base::Deadline deadline) override;
  bool wrote_nothing() const override { return wrote_nothing_; }
  bool has_input() override;
  base::Result<TlsFacts> start_tls(const TlsOptions& options, base::Deadline deadline) override;
  base::Result<TlsFacts> accept_tls(const TlsIdentity& identity, base::Deadline deadline) override;
  base::Result<void> stop_tls(base::Deadline deadline) override;
  void close() override;
  void reset() override;

  // Once it is raised every call is an Error of kind io, and so is the one that waits.
  void heed(std::shared_ptr<const Interrupt> interrupt) { plain_.heed(std::move(interrupt)); }

 protected:
  FdChannel& plain() { return plain_; }

 private:
  base::Result<TlsFacts> enter(base::Result<Secured> secured);
  void drop();

  FdChannel plain_;
  std::unique_ptr<TlsChannel> tls_;
  Channel* channel_ = &plain_;
  bool wrote_nothing_ = false;
};

}  // namespace net
