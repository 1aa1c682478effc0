#include "commands/stoppable_stream.h"

#include <chrono>
#include <utility>

namespace commands {
namespace {

using base::Deadline;
using base::Duration;
using base::ErrorKind;

// A Stream cannot be woken from another thread.
constexpr Duration kSlice{250};

class StoppableStream final : public net::Stream {
 public:
  StoppableStream(std::unique_ptr<net::Stream> inner, std::stop_token stop)
      : inner_(std::move(inner)), stop_(std::move(stop)) {}

  base::Result<std::size_t> read(std::span<char> into, Deadline deadline) override {
    while (!stop_.stop_requested()) {
      const bool last = !deadline.is_never() && deadline.poll_ms() <= kSlice.count();
      auto count = inner_->read(into, last ? deadline : deadline.slice(kSlice));
      if (last || count || count.error().kind != ErrorKind::timeout) return count;
    }
    return base::fail(ErrorKind::lost, "the server was stopped");
  }
  base::Result<void> write(std::span<const std::string_view> pieces, Deadline deadline) override {
    return inner_->write(pieces, deadline);
  }
  bool has_input() override { return inner_->has_input(); }
  base::Result<net::TlsFacts> start_tls(const net::TlsOptions& options,
                                        Deadline deadline) override {
    return inner_->start_tls(options, deadline);
  }
  base::Result<net::TlsFacts> accept_tls(const net::TlsIdentity& identity,
                                         Deadline deadline) override {
    return inner_->accept_tls(identity, deadline);
  }
  base::Result<void> stop_tls(Deadline deadline) override { return inner_->stop_tls(deadline); }
  void close() override { inner_->close(); }
  void reset() override { inner_->reset(); }

 private:
  std::unique_ptr<net::Stream> inner_;
  std::stop_token stop_;
};

}  // namespace

std::unique_ptr<net::Stream> stoppable(std::unique_ptr<net::Stream> inner, std::stop_token stop) {
  return std::make_unique<StoppableStream>(std::move(inner), std::move(stop));
}

}  // namespace commands
