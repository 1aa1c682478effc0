// Ports of the mail protocols (IANA).
#pragma once

#include <cstdint>

namespace net {

inline constexpr std::uint16_t kLmtpPort = 24, kSmtpPort = 25, kSmtpsPort = 465,
                               kSubmissionPort = 587;

}  // namespace net
