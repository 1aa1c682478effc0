#include "probe/relay_judges.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "codes/refusal.h"
#include "probe/envelope_judges.h"

namespace probe {
namespace {

using codes::About;
using smtp::Reply;

constexpr const char* kOnlyAMessageTells =
    "only a message tells: 'ehlo send --server' to an address of yours that is elsewhere";

std::string said_to(const std::string& envelope, const Reply& reply) {
  return fmt::format("{}: {}", base::printable(envelope), one_line(reply));
}

// In so many words, whatever else is said: sendmail adds that the client's name cannot be found.
bool denies_relaying(const Reply& reply) {
  static constexpr std::array<std::string_view, 4> kWords{"relaying denied", "relay access denied",
                                                          "relaying not", "relay not permitted"};
  const std::string said = base::to_lower(reply.text());
  return std::ranges::any_of(
      kWords, [&](std::string_view words) { return said.find(words) != std::string::npos; });
}

// Why this refusal is not about relaying; nothing when it may be.
std::optional<Judgement> refused_beside(const std::string& envelope, const Reply& reply) {
  if (denies_relaying(reply)) return std::nullopt;
  codes::Refusal refusal = codes::read_refusal(reply);
  const About about = refusal.about;
  if (about == About::domain)
    refusal.todo = "name a recipient of your own that is elsewhere: --relay-test FROM TO";
  else if (about != About::client && about != About::sender && about != About::early_talk)
    return std::nullopt;
  return Judgement{
      Verdict::unknown,
      fmt::format("cannot tell, as {}: {}", beside_the_point(about), said_to(envelope, reply)),
      std::move(refusal.todo)};
}

}  // namespace

Judgements judge_relay(const std::string& envelope, const Reply& reply, bool takes_anybody) {
  const std::string said = said_to(envelope, reply);
  if (reply.temporary()) return unknown("refused for now: " + said);
  if (!reply.ok()) {
    auto beside = refused_beside(envelope, reply);
    return beside ? Judgements{std::move(*beside)} : holds("refused: " + said);
  }
  if (takes_anybody)
    return milder(Verdict::unknown, "cannot tell, as the server takes any recipient: " + said,
                  kOnlyAMessageTells);
  return broken("taken: " + said);
}

bool owns_domain(const Reply& reply) {
  if (!reply.permanent()) return true;
  const About about = codes::read_refusal(reply).about;
  return !denies_relaying(reply) && about != About::routing && about != About::domain;
}

void RelayTally::add(const std::string& envelope, const Reply& reply, bool alien) {
  ++asked_;
  if (alien) ++alien_;
  if (reply.ok() && taken_++ == 0) first_taken_ = said_to(envelope, reply);
  if (reply.temporary()) ++put_off_;
  if (!reply.permanent()) return;
  auto beside = refused_beside(envelope, reply);
  if (beside && beside_++ == 0) first_beside_ = std::move(beside);
}

Judgements RelayTally::judge(std::size_t forms, bool takes_anybody, const std::string& own,
                             const std::string& lost) const {
  if (taken_ > 0 && takes_anybody)
    return milder(Verdict::unknown,
                  "cannot tell: the server takes any recipient, those of its own name that cannot "
                  "be there too",
                  kOnlyAMessageTells);
  if (taken_ > 0)
    return broken(fmt::format("{} of {} forms are taken, as {}", taken_, asked_, first_taken_));
  if (beside_ > 0)
    return milder(Verdict::unknown,
                  fmt::format("{} of {} forms: {}", beside_, forms, first_beside_->reason),
                  first_beside_->fix);
  if (asked_ < forms)
    return unknown(fmt::format("{} of {} forms were refused, then the server ended it: {}", asked_,
                               forms, lost));
  if (put_off_ > 0)
    return unknown(fmt::format("{} of {} forms were refused for now only", put_off_, forms));
  if (alien_ > 0)
    return milder(
        Verdict::unknown,
        fmt::format("{} of {} forms tell nothing: they assume a domain of the server's own, and it "
                    "takes no mail for {}; the others are refused",
                    alien_, forms, base::printable(own)),
        "name a domain that it takes mail for: --rcpt postmaster@DOMAIN beside --open-relay");
  return holds(fmt::format("all {} forms are refused", forms));
}

}  // namespace probe
