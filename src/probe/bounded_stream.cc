#include "probe/bounded_stream.h"

#include <utility>

namespace probe {
namespace {

using base::Deadline;

class BoundedStream final : public net::Stream {
 public:
  BoundedStream(std::unique_ptr<net::Stream> inner, Deadline end, std::size_t& heard)
      : inner_(std::move(inner)), end_(end), heard_(heard) {}

  base::Result<std::size_t> read(std::span<char> into, Deadline deadline) override {
    auto got = inner_->read(into, sooner(deadline));
    heard_ += got.value_or(0);
    return got;
  }
  base::Result<void> write(std::span<const std::string_view> pieces, Deadline deadline) override {
    return inner_->write(pieces, sooner(deadline));
  }
  bool has_input() override { return inner_->has_input(); }
  base::Result<net::TlsFacts> start_tls(const net::TlsOptions& options,
                                        Deadline deadline) override {
    return inner_->start_tls(options, sooner(deadline));
  }
  base::Result<net::TlsFacts> accept_tls(const net::TlsIdentity& identity,
                                         Deadline deadline) override {
    return inner_->accept_tls(identity, sooner(deadline));
  }
  base::Result<void> stop_tls(Deadline deadline) override {
    return inner_->stop_tls(sooner(deadline));
  }
  void close() override { inner_->close(); }
  void reset() override { inner_->reset(); }
  std::vector<std::string> take_notes() override { return inner_->take_notes(); }

 private:
  Deadline sooner(Deadline deadline) const {
    if (end_.is_never()) return deadline;
    if (deadline.is_never()) return end_;
    return deadline.poll_ms() <= end_.poll_ms() ? deadline : end_;
  }

  std::unique_ptr<net::Stream> inner_;
  Deadline end_;
  std::size_t& heard_;
};

}  // namespace

std::unique_ptr<net::Stream> bounded(std::unique_ptr<net::Stream> inner, Deadline end,
                                     std::size_t& heard) {
  return std::make_unique<BoundedStream>(std::move(inner), end, heard);
}

}  // namespace probe
