#include "probe/smuggling.h"

#include <fmt/format.h>

#include <array>

namespace probe {
namespace {

using namespace std::string_view_literals;

constexpr std::array kNearMisses{
    NearMiss{R"(\n.\n)", "\n.\n"sv},
    NearMiss{R"(\n.\r\n)", "\n.\r\n"sv},
    NearMiss{R"(\r\n.\n)", "\r\n.\n"sv},
    NearMiss{R"(\r.\r)", "\r.\r"sv},
    NearMiss{R"(\r.\r\n)", "\r.\r\n"sv},
    NearMiss{R"(\r\n.\r)", "\r\n.\r"sv},
    NearMiss{R"(\r.\n)", "\r.\n"sv},
    NearMiss{R"(\n.\r)", "\n.\r"sv},
    NearMiss{R"(\r\n\0.\r\n)", "\r\n\0.\r\n"sv},
    NearMiss{R"(\r\n.\0\r\n)", "\r\n.\0\r\n"sv},
    NearMiss{R"(\r\n.\r\0\n)", "\r\n.\r\0\n"sv},
};

}  // namespace

std::span<const NearMiss> near_misses() { return kNearMisses; }

std::string message_up_to(const NearMiss& miss, const std::string& sender,
                          const std::string& recipient) {
  return fmt::format("From: {}\r\nTo: {}\r\nSubject: ehlo probe --smuggling {}\r\n\r\nfirst line{}",
                     sender, recipient, miss.name, miss.bytes);
}

Judgements judge_smuggling(const NearMiss& miss, const SmugglingReplies& seen) {
  const auto told = [&](std::string_view what) { return fmt::format("{}: {}", miss.name, what); };
  const bool in_step = seen.quit && seen.quit->code == 221;
  const bool out_of_step = seen.error && seen.error->kind == base::ErrorKind::protocol;
  if (!seen.end) {
    if (seen.error && seen.error->kind == base::ErrorKind::lost)
      return holds(told("rejected: the server hangs up"));
    return unknown(told(seen.error ? seen.error->text : "no reply"));
  }
  const bool took_half = seen.early && seen.end->ok();
  if (took_half || (seen.quit && !in_step) || out_of_step)
    return broken(told("ENDS THE MESSAGE: what follows is read as commands"));
  if (!seen.end->ok()) return holds(told("rejected: " + one_line(*seen.end)));
  if (in_step) return holds(told("treated as data"));
  return unknown(told(seen.error ? seen.error->text : "the server hung up behind the message"));
}

}  // namespace probe
