// How many recipients are told of one bounce or notification.
#pragma once

#include <cstddef>

namespace codes {

inline constexpr std::size_t kMostRecipients = 1000;

// The readers take one more: it shows that there are more.
inline constexpr std::size_t kMostRecipientsRead = kMostRecipients + 1;

}  // namespace codes
