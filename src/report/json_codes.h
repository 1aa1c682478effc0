// What `ehlo codes --json` prints: one JSON object a line.
#pragma once

#include <string>
#include <string_view>

#include "codes/answer.h"
#include "codes/bounce.h"
#include "codes/log_line.h"
#include "codes/log_summary.h"

namespace report {

// `asked` is the code as it was met, "5.1.1"; in a list that of the page, "X.1.1".
std::string json_of(const codes::CodePage& page, std::string_view asked);
std::string json_of(const codes::Answer& answer, std::string_view text,
                    std::string_view recipient = {});
// `file` is where the mail was read from; empty for standard input.
std::string json_of(const codes::Bounce& bounce, std::string_view file);
std::string json_of(const codes::LogEvent& event, const codes::Answer& answer);
std::string json_of(const codes::LogSummary& summary);

}  // namespace report
