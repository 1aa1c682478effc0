#include "probe/envelope_judges.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>

#include "base/text.h"

namespace probe {
namespace {

using smtp::Reply;

// No mechanism of a server tells the user from anybody else.
bool says_nothing(const Reply& reply) {
  return reply.code == 252 || reply.code == 500 || reply.code == 502 || reply.code == 504;
}

bool is_about_policy(const Reply& reply) {
  const auto status = reply.status();
  return status && status->subject == 7;
}

}  // namespace

std::string nobody() {
  std::random_device random;
  return fmt::format("ehlo-probe-{:08x}{:08x}", random(), random());
}

bool is_greylisting(const Reply& reply) {
  constexpr std::array<std::string_view, 6> kWords{"greylist",  "graylist",  "grey-list",
                                                   "gray-list", "try again", "postgrey"};
  if (!reply.temporary()) return false;
  const auto status = reply.status();
  if (status && status->subject == 7 && status->detail == 1) return true;
  const std::string text = base::to_lower(reply.text());
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

Judgements judge_recipient(const std::string& shown, const Reply& reply,
                           const std::optional<Reply>& stranger) {
  const std::string said = fmt::format("{}: {}", base::printable(shown), one_line(reply));
  if (is_greylisting(reply))
    return milder(Verdict::unknown, "greylisted: " + said,
                  "ask again some minutes later: --retry-greylist 5m");
  if (reply.temporary()) return milder(Verdict::warn, "refused for now: " + said);
  if (!reply.ok()) return broken("refused: " + said);
  if (stranger && stranger->ok())
    return unknown(
        fmt::format("cannot tell whether {} exists: the server takes any recipient of that domain",
                    base::printable(shown)));
  return holds(said);
}

Judgements judge_role(const std::string& shown, const Reply& reply) {
  const std::string said = fmt::format("{}: {}", base::printable(shown), one_line(reply));
  if (reply.ok()) return holds(said);
  if (reply.temporary()) return unknown("refused for now: " + said);
  return broken("refused: " + said);
}

Judgements judge_disclosure(std::string_view verb, const Reply& known, const Reply& stranger) {
  if (says_nothing(known) || is_about_policy(known)) return holds(one_line(known));
  if (known.ok()) return broken(fmt::format("{} tells who is there: {}", verb, one_line(known)));
  if (known.code != stranger.code || stranger.ok())
    return broken(fmt::format("{} tells who is there: {}, and for nobody: {}", verb,
                              one_line(known), one_line(stranger)));
  return holds(one_line(known));
}

}  // namespace probe
