// Log lines that say what became of a message: of Postfix, Exim, sendmail, OpenSMTPD, Exchange
// (protocol and tracking logs), Haraka and qmail. One line is one event or none; but a row of
// Exchange's tracking log may tell of several recipients.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codes/log_event.h"
#include "codes/log_exchange.h"

namespace codes {

class LogReader {
 public:
  // The line may be inside JSON (of Docker, journald, a log shipper), have colours, or stand behind
  // what a container puts ahead of it. Any other kind gives nothing. Never fails, whatever the
  // bytes.
  std::optional<LogEvent> read(std::string_view line);

  // The next event of the line that was read last, which must be there still.
  std::optional<LogEvent> read_on();

  // Whether that line names more recipients than kMostRecipients, which are told.
  bool leaves_recipients_out() const;

 private:
  std::optional<LogEvent> read_bare(std::string_view line);
  std::optional<LogEvent> read_qmail(std::string_view line);

  LogSystem last_ = LogSystem::postfix;  // tried first: a log is mostly of one system
  bool is_idle_ = false;                 // the line is Postfix's and tells nothing
  ExchangeReader exchange_;
  std::string bare_;  // a line without what containers and terminals put around it
  std::string scratch_;
};

}  // namespace codes
