// A moment as RFC 3339 section 5.6 writes it.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace base {

// "2026-12-01T08:00:00Z", "2026-12-01T08:00:00+01:00", without fractions. Nothing for a day or an
// hour that does not exist.
std::optional<std::chrono::sys_seconds> parse_rfc3339(std::string_view text);

}  // namespace base
