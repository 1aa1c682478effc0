#include "base/deadline.h"

#include <algorithm>
#include <limits>

namespace base {

int Deadline::poll_ms() const {
  if (is_never()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment_ - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, std::numeric_limits<int>::max()));
}

Deadline Deadline::slice(Duration most) const {
  if (is_never()) return after(most);
  return after(std::clamp(Duration(poll_ms()), Duration(1), most));
}

}  // namespace base
