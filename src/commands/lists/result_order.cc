#include "commands/lists/result_order.h"

namespace commands {

void ResultOrder::put(std::size_t number, std::string text) {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [&] { return number < next_ + window_; });
  early_.emplace(number, std::move(text));
  for (auto first = early_.begin(); first != early_.end() && first->first == next_;
       first = early_.erase(first)) {
    write_(first->second);
    ++next_;
  }
  written_.notify_all();
}

}  // namespace commands
