// Log lines that say what became of a message: of Postfix, Exim, sendmail, OpenSMTPD, Exchange
// (protocol and tracking logs), Haraka and qmail. One line is one event or none.
#pragma once

#include <optional>
#include <string>
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

class LogReader {
 public:
  // A line of any other kind gives nothing. Never fails, whatever the bytes.
  std::optional<LogEvent> read(std::string_view line);

 private:
  std::optional<LogEvent> read_qmail(std::string_view line);

  LogSystem last_ = LogSystem::postfix;  // tried first: a log is mostly of one system
  std::string scratch_;
};

}  // namespace codes
