// What a server's replies around STARTTLS mean. Pure.
#pragma once

#include <optional>

#include "base/result.h"
#include "probe/check.h"
#include "smtp/reply.h"

namespace probe {

// Of MAIL in clear, where STARTTLS was offered. An MX must take it (RFC 3207 section 4), a port for
// submission had better not.
Judgements judge_mail_in_clear(bool submission, const smtp::Reply& reply);

// What followed on "STARTTLS" and "NOOP" in one write.
struct InjectionReplies {
  std::optional<smtp::Reply> starttls;
  std::optional<base::Error> error{};  // of the handshake
  bool secured = false;
  std::optional<smtp::Reply> hello{}, quit{};  // the first and the second reply inside TLS
};
Judgements judge_injection(const InjectionReplies& seen);

}  // namespace probe
