// Near misses of the end of a message, and what a server makes of each (CVE-2023-51764, -51765,
// -51766). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "probe/check.h"
#include "smtp/reply.h"

namespace probe {

struct NearMiss {
  std::string_view name;   // "\n.\n", escaped
  std::string_view bytes;  // what stands in the place of CRLF, dot, CRLF
};
std::span<const NearMiss> near_misses();  // eleven

// A message whose first line is followed by the near miss; and what follows that, in a packet of
// its own: a command, and the true end. Some servers refuse whatever stands behind an end in one
// packet, and would seem to reject what they take for the end.
std::string message_up_to(const NearMiss& miss, const std::string& sender,
                          const std::string& recipient);
inline constexpr std::string_view kBehindTheMiss = "NOOP\r\n.\r\n";

// What was heard behind the true end: the reply to it, and then the reply to QUIT. One that took
// the near miss for the end has answered the command between before that.
struct SmugglingReplies {
  std::optional<smtp::Reply> end{}, quit{};
  std::optional<base::Error> error{};  // in the place of the first one that is missing
  bool early = false;                  // what there is came ahead of the true end
};
Judgements judge_smuggling(const NearMiss& miss, const SmugglingReplies& seen);

}  // namespace probe
