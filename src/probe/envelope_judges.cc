#include "probe/envelope_judges.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/text.h"

namespace probe {
namespace {

using codes::About;
using smtp::Reply;

constexpr int kNoRoom = 452;  // RFC 5321 section 4.2.2

bool is_switched_off(const Reply& reply) {
  return reply.code == 500 || reply.code == 502 || reply.code == 504;
}

bool is_about_policy(const Reply& reply) {
  const auto status = reply.status();
  return status && status->subject == 7;
}

// Of the recipient that was asked for it says nothing.
bool is_about_others(About about) {
  switch (about) {
    case About::client:
    case About::early_talk:
    case About::sender:
    case About::login:
      return true;
    case About::patience:
    case About::routing:
    case About::domain:
    case About::other:
      return false;
  }
  return false;
}

}  // namespace

std::string nobody() {
  std::random_device random;
  return fmt::format("ehlo-probe-{:08x}{:08x}", random(), random());
}

bool is_greylisting(const Reply& reply) {
  if (!reply.temporary()) return false;
  const codes::Refusal refusal = codes::read_refusal(reply);
  if (refusal.about == About::patience) return true;
  const auto status = reply.status();
  const bool is_policy = status && status->subject == 7 && status->detail == 1;
  const bool is_trouble = status && status->subject == 3;
  const bool come_again = base::to_lower(reply.text()).find("try again") != std::string::npos;
  const bool may_be = refusal.about == About::other && refusal.vague;
  return may_be && reply.code != kNoRoom && !is_trouble && (is_policy || come_again);
}

std::string_view beside_the_point(About about) {
  switch (about) {
    case About::client:
      return "the server refuses this client";
    case About::early_talk:
      return "the server says that this client did not wait";
    case About::patience:
      return "the server asks to come again later";
    case About::sender:
      return "the server refuses the sender";
    case About::login:
      return "the server wants a login, or TLS, first";
    case About::routing:
      return "mail for that domain is not this server's to take";
    case About::domain:
      return "the server says that the domain takes no mail";
    case About::other:
      break;
  }
  return "";
}

std::optional<Judgement> judge_unwritable(const smtp::Extensions& offered,
                                          std::initializer_list<smtp::Path> addresses) {
  if (offered.has("SMTPUTF8")) return std::nullopt;
  const auto* wide = std::ranges::find_if_not(
      addresses, [](const smtp::Path& path) { return base::is_ascii(path.address()); });
  if (wide == addresses.end()) return std::nullopt;
  return Judgement{Verdict::unknown,
                   fmt::format("not asked: {} is not ASCII, and the server does not offer SMTPUTF8 "
                               "(RFC 6531)",
                               base::printable(wide->address())),
                   "let the server offer SMTPUTF8 (Postfix: smtputf8_enable = yes), or name an "
                   "address in ASCII"};
}

Judgements judge_recipient(const std::string& shown, const Reply& reply,
                           const std::optional<Reply>& stranger) {
  const std::string said = fmt::format("{}: {}", base::printable(shown), one_line(reply));
  if (is_greylisting(reply))
    return milder(Verdict::unknown, "greylisted: " + said,
                  "ask again some minutes later: --retry-greylist 5m");
  if (!reply.ok()) {
    const codes::Refusal refusal = codes::read_refusal(reply);
    if (is_about_others(refusal.about))
      return milder(Verdict::unknown,
                    fmt::format("cannot tell, as {}: {}", beside_the_point(refusal.about), said),
                    refusal.todo);
    if (reply.temporary())
      return milder(Verdict::unknown, "refused for now: " + said, refusal.todo);
    return broken("refused: " + said, refusal.todo);
  }
  if (stranger && stranger->ok())
    return unknown(
        fmt::format("cannot tell whether {} exists: the server takes any recipient of that domain",
                    base::printable(shown)));
  return holds(said);
}

Judgements judge_role(const std::string& shown, const Reply& reply) {
  const std::string said = fmt::format("{}: {}", base::printable(shown), one_line(reply));
  if (reply.ok()) return holds(said);
  const codes::Refusal refusal = codes::read_refusal(reply);
  if (reply.temporary()) return milder(Verdict::unknown, "refused for now: " + said, refusal.todo);
  // <postmaster> is an address of the server itself, whatever it relays.
  const bool is_own = shown.find('@') == std::string::npos && refusal.about == About::routing;
  const std::string_view why = beside_the_point(refusal.about);
  if (why.empty() || is_own) return broken("refused: " + said);
  return milder(Verdict::unknown, fmt::format("cannot tell, as {}: {}", why, said), refusal.todo);
}

Judgements judge_null_sender(bool submission, const Reply& reply) {
  if (reply.ok()) return holds(one_line(reply));
  const std::string said = fmt::format("MAIL FROM:<> is refused: {}", one_line(reply));
  const codes::Refusal refusal = codes::read_refusal(reply);
  const bool meant = refusal.about == About::other || refusal.about == About::sender;
  if (meant && reply.permanent() && !submission) return broken(said);
  return milder(Verdict::unknown, said, refusal.todo);
}

Judgements judge_disclosure(std::string_view verb, const Reply& known, const Reply& stranger) {
  if (is_switched_off(known) || is_about_policy(known)) return holds(one_line(known));
  if (known.code == 252 && stranger.code == 252) return holds(one_line(known));
  if (known.ok() && known.code != 252)
    return broken(fmt::format("{} tells who is there: {}", verb, one_line(known)));
  if (known.code != stranger.code || stranger.ok())
    return broken(fmt::format("{} tells who is there: {}, and for nobody: {}", verb,
                              one_line(known), one_line(stranger)));
  return holds(one_line(known));
}

}  // namespace probe
