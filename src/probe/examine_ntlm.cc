#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "probe/call.h"
#include "probe/checks.h"
#include "probe/examination.h"
#include "smtp/ntlm.h"

namespace probe {
namespace {

constexpr Check kNtlm{"auth-ntlm",
                      Stage::auth,
                      Verdict::hint,
                      "MS-NLMP section 2.2.1.2",
                      "NTLM tells no stranger the names of the machine and its domain (--ntlm)",
                      "offer NTLM inside the network alone, or not at all"};

bool offers_ntlm(const AddressFacts& facts) {
  const auto& mechanisms = facts.offered().auth_mechanisms();
  return std::ranges::find(mechanisms, "NTLM") != mechanisms.end();
}

Judgements judge_challenge(const smtp::Reply& reply) {
  if (reply.code != 334) return unknown("refused: " + one_line(reply));
  const auto message = base::base64_decode(base::trim(reply.text()));
  const auto challenge = message ? smtp::parse_ntlm_challenge(*message) : std::nullopt;
  if (!challenge) return unknown("what the server sends is no challenge of NTLM");
  const std::string facts = show(*challenge);
  return facts.empty() ? holds("the challenge names nothing") : broken(facts);
}

// No login: the exchange is given up at the challenge.
Judgements ask_for_challenge(Call& call) {
  const auto begun = call.ask(base::Stage::auth, "AUTH NTLM");
  if (!begun || begun->code != 334)
    return unknown(begun ? "refused: " + one_line(*begun) : call.facts().error->text);
  const auto reply = call.ask(base::Stage::auth, base::base64_encode(smtp::ntlm_negotiation()));
  if (!reply) return unknown(call.facts().error->text);
  if (reply->code == 334) call.ask(base::Stage::auth, "*");
  return judge_challenge(*reply);
}

Judgements look_at_ntlm(const Subject& subject) {
  if (!offers_ntlm(subject.facts)) return holds("NTLM is not offered");
  Call call(subject.dialer, subject.host.place, subject.wish, subject.listener);
  if (!call.prepare(subject.facts.address)) {
    const auto& error = call.facts().error;
    return unknown(error ? error->text : "the server did not take a second connection");
  }
  auto judgements = ask_for_challenge(call);
  call.finish();
  return judgements;
}

}  // namespace

bool wants_ntlm(const Subject& subject) {
  return subject.wish.tests.ntlm && subject.wish.wants(kNtlm);
}

std::vector<Finding> examine_ntlm(const Subject& subject) {
  return {finding_of(kNtlm, std::move(look_at_ntlm(subject).front()))};
}

std::span<const Check> ntlm_checks() { return {&kNtlm, 1}; }

}  // namespace probe
