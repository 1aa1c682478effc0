// What a line of a mail log tells.
#pragma once

#include <string_view>

namespace codes {

enum class LogSystem { postfix, exim, sendmail, opensmtpd, exchange, haraka, qmail };
std::string_view name(LogSystem system);

enum class LogOutcome {
  delivered,
  deferred,
  failed,
  refused,  // this server refused somebody
};
std::string_view name(LogOutcome outcome);

// Views point into the line, or into the reader until its next line.
struct LogEvent {
  LogSystem system = LogSystem::postfix;
  LogOutcome outcome = LogOutcome::delivered;
  std::string_view time;       // as the line has it
  std::string_view recipient;  // empty when the line does not tell
  std::string_view remote;     // host name or address of the other server
  std::string_view text;       // the reply, or the words of the mailer
  std::string_view status;     // "5.1.1" of a field of its own (dsn=); may be empty
};

}  // namespace codes
