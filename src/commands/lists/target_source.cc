#include "commands/lists/target_source.h"

namespace commands {

using base::fail;
using base::Result;

Result<std::optional<std::string>> TargetSource::next_text() {
  for (;;) {
    if (network_ && offset_ < network_->size()) return network_->at(offset_++).show();
    network_.reset();
    auto texts = lists_.next(1);
    if (!texts) return fail(texts.error());
    if (texts->empty()) return std::nullopt;
    if (!net::Network::looks_like_one(texts->front())) return std::move(texts->front());
    const auto network = net::Network::parse(texts->front());
    if (!network) return fail(network.error());
    network_ = *network;
    offset_ = 0;
  }
}

Result<std::optional<NumberedTarget>> TargetSource::next() {
  const std::lock_guard lock(mutex_);
  for (;;) {
    auto text = next_text();
    if (!text) return fail(text.error());
    if (!*text) return std::nullopt;
    named_any_ = true;
    if (!shard_.has(**text)) continue;
    if (!is_done_ || !is_done_(**text)) return NumberedTarget{taken_++, std::move(**text)};
    ++passed_over_;
  }
}

}  // namespace commands
