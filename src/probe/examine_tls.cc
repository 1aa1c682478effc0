#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "net/tls_suites.h"
#include "probe/checks.h"
#include "probe/examination.h"
#include "probe/shake_hands.h"
#include "probe/tls_enumeration.h"

namespace probe {
namespace {

constexpr std::array kChecks{
    Check{"tls-versions", Stage::tls, Verdict::warn, "RFC 8996",
          "no version before TLS 1.2 is accepted (--tls-enumerate)",
          "switch them off where mail programs log in (Postfix: smtpd_tls_mandatory_protocols); at "
          "an MX they are better than plaintext"},
    Check{"tls-suites", Stage::tls, Verdict::warn, "RFC 9325 section 4.2",
          "no suite that is accepted is broken (--tls-enumerate)",
          "take them out (Postfix: smtpd_tls_exclude_ciphers)"},
    Check{"tls-order", Stage::tls, Verdict::hint, "RFC 9325 section 4.2",
          "the server chooses among the suites (--tls-enumerate)",
          "let the server choose (Postfix: tls_preempt_cipherlist = yes)"},
    Check{"tls-groups", Stage::tls, Verdict::hint, "RFC 8446 section 4.2.7",
          "groups for the key exchange are accepted (--tls-enumerate)", ""},
};
constexpr const Check &kVersions = kChecks[0], &kSuites = kChecks[1], &kOrder = kChecks[2],
                      &kGroups = kChecks[3];

// OpenSSL refuses weak keys and hashes by itself; at this level it does not.
constexpr std::string_view kNoObjection = "@SECLEVEL=0";

Wish with_offer(const Subject& subject, const TlsOffer& offer) {
  Wish wish = subject.wish;
  wish.tls.protocols = {offer.version};
  const std::string_view old = offer.version == "TLSv1.3" ? "ALL:" : "";
  wish.tls.ciphers = fmt::format("{}:{}{}", fmt::join(offer.suites, ":"), old, kNoObjection);
  wish.tls.groups = offer.group;
  return wish;
}

TlsAnswer shake(const Subject& subject, const TlsOffer& offer) {
  const Shaken shaken = shake_hands(subject, with_offer(subject, offer));
  if (shaken.tls) return {TlsAnswer::Kind::accepted, shaken.tls->cipher};
  if (shaken.refused) return {TlsAnswer::Kind::refused};
  return {TlsAnswer::Kind::lost, "", shaken.trouble};
}

}  // namespace

bool wants_tls_enumeration(const Subject& subject) {
  return subject.wish.tests.tls_enumerate && subject.facts.tls.has_value() &&
         std::ranges::any_of(kChecks,
                             [&](const Check& check) { return subject.wish.wants(check); });
}

std::vector<Finding> examine_tls(const Subject& subject) {
  const TlsAcceptance accepted = enumerate_tls(
      [&](const TlsOffer& offer) { return shake(subject, offer); }, net::known_suites);
  const bool submission = subject.host.place.is_submission();
  std::vector<Finding> findings;
  const auto add = [&](const Check& check, Judgements judgements) {
    if (!subject.wish.wants(check)) return;
    for (Judgement& judgement : judgements)
      findings.push_back(finding_of(check, std::move(judgement)));
  };
  add(kVersions, judge_versions(accepted, submission));
  add(kSuites, judge_suites(accepted, submission));
  add(kOrder, judge_order(accepted));
  add(kGroups, judge_groups(accepted));
  return findings;
}

std::span<const Check> tls_enumeration_checks() { return kChecks; }

}  // namespace probe
