#include "base/pause.h"

#include <condition_variable>
#include <mutex>

namespace base {

void pause(Duration span, const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any().wait_for(lock, stop, span, [] { return false; });
}

}  // namespace base
