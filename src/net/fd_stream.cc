#include "net/fd_stream.h"

#include <sys/socket.h>

#include <array>

#include "net/tls_channel.h"

namespace net {
namespace {

// Bytes that were never read turn a close into a reset, and a reset can take back the last
// command from the peer's buffer (RFC 1122 section 4.2.2.13). So what is there is read first.
void discard_input(FdChannel& plain) {
  std::array<char, 16384> scratch;
  for (int i = 0; i < 16 && plain.try_read(scratch) > 0; ++i) continue;
}

tl::unexpected<base::Error> twice() {
  return base::fail(base::ErrorKind::tls, "TLS is on already");
}

}  // namespace

FdStream::FdStream(UniqueFd in, UniqueFd out) : plain_(std::move(in), std::move(out)) {}

FdStream::~FdStream() { FdStream::close(); }

base::Result<std::size_t> FdStream::read(std::span<char> into, base::Deadline deadline) {
  if (plain_.is_interrupted()) return interrupted();
  return channel_->read(into, deadline);
}

base::Result<void> FdStream::write(std::span<const std::string_view> pieces,
                                   base::Deadline deadline) {
  const std::uint64_t before = plain_.written();
  auto written = plain_.is_interrupted() ? interrupted() : channel_->write(pieces, deadline);
  wrote_nothing_ = !written && plain_.written() == before;
  return written;
}

bool FdStream::has_input() { return channel_->has_input(); }

base::Result<TlsFacts> FdStream::start_tls(const TlsOptions& options, base::Deadline deadline) {
  if (tls_) return twice();
  return enter(secure_as_client(plain_, options, deadline));
}

base::Result<TlsFacts> FdStream::accept_tls(const TlsIdentity& identity, base::Deadline deadline) {
  if (tls_) return twice();
  return enter(secure_as_server(plain_, identity, deadline));
}

base::Result<TlsFacts> FdStream::enter(base::Result<Secured> secured) {
  if (!secured) {
    FdStream::close();
    return base::fail(std::move(secured.error()));
  }
  tls_ = std::move(secured->channel);
  channel_ = tls_.get();
  return std::move(secured->facts);
}

base::Result<void> FdStream::stop_tls(base::Deadline deadline) {
  if (!tls_) return {};
  const auto left = tls_->leave(deadline);
  if (!left) return left;
  channel_ = &plain_;
  tls_.reset();
  return {};
}

void FdStream::close() {
  if (plain_.in() < 0) return;
  if (tls_) tls_->say_goodbye();
  if (plain_.is_socket()) {
    ::shutdown(plain_.in(), SHUT_WR);
    discard_input(plain_);
  }
  drop();
}

void FdStream::reset() {
  const linger at_once{1, 0};
  if (plain_.is_socket() && plain_.in() >= 0)
    ::setsockopt(plain_.in(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  drop();
}

void FdStream::drop() {
  channel_ = &plain_;
  tls_.reset();
  plain_.close();
}

base::Result<void> write_all(Stream& stream, std::string_view bytes, base::Deadline deadline) {
  const std::array<std::string_view, 1> pieces{bytes};
  return stream.write(pieces, deadline);
}

}  // namespace net
