#include "commands/serve/watched_mailbox.h"

namespace commands {

class WatchedMailbox::Watched final : public smtp::Delivery {
 public:
  Watched(std::unique_ptr<smtp::Delivery> inner, WatchedMailbox& box)
      : inner_(std::move(inner)), box_(box) {}

  base::Result<void> write(std::string_view content) override {
    auto written = inner_->write(content);
    if (!written) box_.note(written.error());
    return written;
  }
  base::Result<std::string> commit() override {
    auto kept = inner_->commit();
    if (!kept) box_.note(kept.error());
    return kept;
  }

 private:
  std::unique_ptr<smtp::Delivery> inner_;
  WatchedMailbox& box_;
};

base::Result<std::unique_ptr<smtp::Delivery>> WatchedMailbox::begin(
    const smtp::Envelope& envelope) {
  auto inner = inner_.begin(envelope);
  if (!inner) {
    note(inner.error());
    return inner;
  }
  return std::make_unique<Watched>(std::move(*inner), *this);
}

void WatchedMailbox::note(const base::Error& trouble) {
  const std::lock_guard lock(mutex_);
  failed_ = true;
  if (trouble.text == told_) return;
  told_ = trouble.text;
  err_ << "ehlo: serve: a message was not kept: " << trouble.text << std::endl;
}

}  // namespace commands
