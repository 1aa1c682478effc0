// Log lines that say what became of a message: of Postfix, Exim, sendmail, OpenSMTPD, Exchange
// (protocol and tracking logs), Haraka and qmail. One line is one event or none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codes/log_event.h"
#include "codes/log_exchange.h"

namespace codes {

class LogReader {
 public:
  // A line of any other kind gives nothing. Never fails, whatever the bytes.
  std::optional<LogEvent> read(std::string_view line);

 private:
  std::optional<LogEvent> read_qmail(std::string_view line);

  LogSystem last_ = LogSystem::postfix;  // tried first: a log is mostly of one system
  ExchangeReader exchange_;
  std::string scratch_;
};

}  // namespace codes
