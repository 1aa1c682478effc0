// Postfix's lines of a log: deliveries of smtp, lmtp, local and pipe; refusals of smtpd and
// postscreen; logins that failed; messages that qmgr gave up.
#pragma once

#include <optional>
#include <string_view>

#include "codes/log_event.h"

namespace codes {

// Of "postfix/smtpd[123]: ..." the "smtpd"; empty when that is not how the line begins.
std::string_view postfix_daemon(std::string_view line);

std::optional<LogEvent> read_postfix(std::string_view line);

}  // namespace codes
