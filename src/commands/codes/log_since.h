// The times of log lines, for --since.
#pragma once

#include <ctime>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace commands {

// "2h" and "3d" before `now`, or a moment: "2026-11-22", "2026-11-22 10:00[:30]", in local time.
// Error kind parse.
base::Result<std::time_t> parse_since(std::string_view text, std::time_t now);

// "Nov 22 01:02:03" (the last one before `now`), "2026-11-22T01:02:03...", "2026-11-22 01:02:03":
// local time, or that of the Z, +01:00 or " +0100" behind it. Nothing for anything else.
std::optional<std::time_t> time_of_line(std::string_view text, std::time_t now);

}  // namespace commands
