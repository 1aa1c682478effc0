// What `ehlo codes` answers, as text for people.
#pragma once

#include <string>
#include <string_view>

#include "codes/answer.h"
#include "codes/bounce.h"
#include "codes/log_line.h"
#include "codes/log_summary.h"

namespace report {

struct CodesStyle {
  bool why = false;      // the rule that decided, and how sure that is
  bool explain = false;  // the full page
  bool charts = false;   // bars behind the counts of a summary
  int columns = 80;
};

// The page of one code; `asked` is the code as it was typed ("5.7.26" for the page "X.7.26").
std::string code_page(const codes::CodePage& page, std::string_view asked);

// "550      mailbox unavailable: The server did not do it: ..."
std::string code_line(const codes::CodePage& page);

std::string reply_answer(const codes::Answer& answer, const CodesStyle& style);

// Each recipient of a mail that is a bounce or one of its kin; not for MailKind::not_a_bounce.
std::string bounce_answer(const codes::Bounce& bounce, const CodesStyle& style);
std::string log_answer(const codes::LogEvent& event, const codes::Answer& answer,
                       const CodesStyle& style);
std::string log_summary(const codes::LogSummary& summary, const CodesStyle& style);

// For scripts: "550 5.1.1 userunknown permanent suppress"; what is not known is "-".
std::string short_answer(const codes::Answer& answer);
std::string short_page(const codes::CodePage& page, std::string_view asked);
std::string short_recipient(const codes::BouncedRecipient& recipient);

}  // namespace report
