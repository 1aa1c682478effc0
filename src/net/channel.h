// What a stream speaks through right now: descriptors, or TLS on top of them. Leaving or entering
// TLS swaps the channel; nothing above asks which one it is.
#pragma once

#include <span>
#include <string_view>

#include "base/deadline.h"
#include "base/result.h"

namespace net {

class Channel {
 public:
  virtual ~Channel() = default;

  // As in net::Stream.
  virtual base::Result<std::size_t> read(std::span<char> into, base::Deadline deadline) = 0;
  virtual base::Result<void> write(std::span<const std::string_view> pieces,
                                   base::Deadline deadline) = 0;
  virtual bool has_input() = 0;
};

}  // namespace net
