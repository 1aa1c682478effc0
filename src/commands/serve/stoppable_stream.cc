#include "commands/serve/stoppable_stream.h"

#include <chrono>
#include <utility>

#include "smtp/server_input.h"

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
    return inner_->write(pieces, prompt(deadline));
  }
  bool has_input() override { return inner_->has_input(); }
  base::Result<net::TlsFacts> start_tls(const net::TlsOptions& options,
                                        Deadline deadline) override {
    return inner_->start_tls(options, prompt(deadline));
  }
  base::Result<net::TlsFacts> accept_tls(const net::TlsIdentity& identity,
                                         Deadline deadline) override {
    return inner_->accept_tls(identity, prompt(deadline));
  }
  base::Result<void> stop_tls(Deadline deadline) override {
    return inner_->stop_tls(prompt(deadline));
  }
  void close() override { inner_->close(); }
  void reset() override { inner_->reset(); }

 private:
  // What cannot be cut into slices is not waited for longer than a stop may take.
  static Deadline prompt(Deadline deadline) { return deadline.slice(smtp::ServerInput::kGrace); }

  std::unique_ptr<net::Stream> inner_;
  std::stop_token stop_;
};

}  // namespace

std::unique_ptr<net::Stream> stoppable(std::unique_ptr<net::Stream> inner, std::stop_token stop) {
  return std::make_unique<StoppableStream>(std::move(inner), std::move(stop));
}

}  // namespace commands
