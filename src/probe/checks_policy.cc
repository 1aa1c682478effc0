#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/spf_questions.h"
#include "probe/checks.h"
#include "probe/dane_match.h"
#include "probe/scene.h"

namespace probe {
namespace {

using base::printable;

// ---- DANE

bool has_records(const AddressScene& scene) { return !scene.host.tlsa.records.empty(); }

// "3 1 1 0123abcd".
std::string brief(const policy::TlsaRecord& record) {
  constexpr std::size_t kShown = 22;
  return show(record).substr(0, kShown);
}

Judgements judge_told(const HostScene& scene) {
  const TlsaFacts& tlsa = scene.host.facts.tlsa;
  if (tlsa.name.empty() || !policy::is_trouble(tlsa.answer.status)) return {};
  const std::string text = dns::explain(tlsa.answer, dns::Type::tlsa, tlsa.name);
  if (!tlsa.answer.bogus) return unknown(text);
  return broken(
      fmt::format("DNSSEC does not hold for {}: senders with DANE put mail off", tlsa.name));
}

Judgements judge_secure(const HostScene& scene) {
  const TlsaFacts& tlsa = scene.host.facts.tlsa;
  if (tlsa.records.empty()) return {};
  if (!tlsa.answer.authentic)
    return broken(fmt::format("{} is not validated by DNSSEC: senders pass over it", tlsa.name));
  if (!tlsa.address_authentic)
    return broken("the addresses of the host are not signed: senders pass over its TLSA records");
  const bool mx = scene.domain == nullptr || scene.domain->mx_authentic;
  if (!mx) return broken("the MX records are not signed: senders may be led past the host");
  return holds("validated");
}

Judgements judge_usable(const HostScene& scene) {
  const TlsaFacts& tlsa = scene.host.facts.tlsa;
  if (tlsa.records.empty()) return {};
  Judgements all;
  for (const policy::TlsaRecord& record : tlsa.records)
    for (const policy::Finding& finding : policy::lint_tlsa(record))
      all.push_back({policy::verdict_of(finding.level),
                     fmt::format("{}: {}", brief(record), finding.text), finding.fix});
  return all.empty() ? holds(fmt::format("{} of use", tlsa.records.size())) : all;
}

// Of a key that a record of usage 3 names neither issuer nor dates count (RFC 7672 section 3.1.1).
bool names_own_keys(const TlsaFacts& tlsa) {
  return std::ranges::all_of(usable_records(tlsa),
                             [](const policy::TlsaRecord& record) { return record.usage == 3; });
}

// A key that no record is for may be anybody's: who has no good certificate for it either must not
// be published unseen.
std::string way_to_match(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  const std::string publish =
      fmt::format("publish: {}", wanted_tlsa(scene.host.tlsa, facts.tls->chain));
  const net::Verdict& verdict = facts.chain.verdict;
  if (verdict.chain_trusted && verdict.name_matched) return publish;
  if (verdict.name_matched && names_own_keys(scene.host.tlsa))
    return fmt::format("if this key is yours, {}", publish);
  std::string why = verdict.name_matched ? "" : verdict.name_reason;
  if (why.empty() && !verdict.faults.empty()) why = verdict.faults.front().reason;
  if (why.empty()) why = "this one is not trusted";
  return fmt::format("give the server the right certificate ({}); if this key is yours, {}", why,
                     publish);
}

Judgements judge_match(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  const TlsaFacts& tlsa = scene.host.tlsa;
  if (!has_records(scene)) return {};
  if (!tls) {
    if (!scene.address.last_hello()) return {};
    return broken("TLSA records are published, and there is no TLS: senders with DANE put mail off",
                  "mend TLS, or take the TLSA records out");
  }
  const auto records = usable_records(tlsa);
  if (records.empty()) return {};
  const policy::DaneVerdict verdict = dane_fit(records, tls->chain);
  if (verdict.holds) {
    const policy::TlsaRecord& record = records[verdict.record];
    return holds(fmt::format("{} ({})", brief(record), policy::explain(record)));
  }
  std::vector<std::string> published;
  for (const policy::TlsaRecord& record : tlsa.records) published.push_back(brief(record));
  const std::string reason =
      verdict.found ? verdict.text
                    : fmt::format("the certificate matches none of the TLSA records ({})",
                                  fmt::join(published, ", "));
  return milder(counts(tlsa) ? Verdict::fail : Verdict::warn,
                reason + ": senders with DANE put mail off", way_to_match(scene));
}

// Usage 2 names an issuer, so the name of the certificate counts (RFC 7672 section 3.1.2).
Judgements judge_dane_name(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  if (!has_records(scene) || !tls) return {};
  const TlsaFacts& tlsa = scene.host.tlsa;
  const auto records = usable_records(tlsa);
  if (!dane_fit(records, tls->chain).holds || fits_end_entity(tlsa, tls->chain)) return {};
  std::vector<std::string> names{scene.host.place.name};
  if (!tlsa.base.empty() && tlsa.base != names.front()) names.push_back(tlsa.base);
  const policy::DaneVerdict verdict = policy::judge_dane(records, tls->chain, names);
  return verdict.holds ? holds("the certificate names the host") : broken(verdict.text);
}

Judgements judge_rollover(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  if (!has_records(scene) || !tls) return {};
  const auto& records = scene.host.tlsa.records;
  std::vector<std::string> idle;
  for (const policy::TlsaRecord& record : records)
    if (!dane_fit({record}, tls->chain).holds) idle.push_back(brief(record));
  if (idle.size() == records.size()) return {};
  if (idle.empty() && records.size() == 1 && records.front().usage == policy::kTrustAnchorUsage)
    return holds("the record is the issuer's: the server's key may change as it likes");
  if (idle.empty() && records.size() == 1)
    return broken("one record alone: the next key needs its own beside it before it is used",
                  "before the key changes publish the record of the next one (ehlo mx --tlsa-for "
                  "NEXT.pem), and wait for the TTL twice");
  if (idle.empty()) return holds(fmt::format("{} records match", records.size()));
  return milder(Verdict::pass,
                fmt::format("{} is for another key: the next one, or one to take out",
                            fmt::join(idle, ", ")));
}

// ---- MTA-STS

// "enforce" makes senders keep the mail; "testing" only makes them report.
Verdict sts_severity(const policy::StsPolicy& policy) {
  switch (policy.mode) {
    case policy::StsMode::enforce:
      return Verdict::fail;
    case policy::StsMode::testing:
      return Verdict::warn;
    case policy::StsMode::none:
      return Verdict::hint;
  }
  return Verdict::fail;
}

const policy::StsPolicy* sts_of(const DomainFacts* domain) {
  const bool holds_here =
      domain != nullptr && domain->sts.policy && domain->sts.policy->mode != policy::StsMode::none;
  return holds_here ? &*domain->sts.policy : nullptr;
}

Judgements judge_policy(const DomainScene& scene) {
  const StsFacts& sts = scene.domain.sts;
  if (!sts.published) return sts.trouble.empty() ? Judgements() : unknown(sts.trouble);
  if (!sts.policy) return broken(sts.trouble);
  return holds(fmt::format("{}, {} s", sts_mode_name(sts.policy->mode), sts.policy->max_age));
}

Judgements judge_covers(const HostScene& scene) {
  const policy::StsPolicy* policy = sts_of(scene.domain);
  if (policy == nullptr) return {};
  const std::string& name = scene.host.facts.place.name;
  if (sts_covers(*policy, name)) return holds("the policy names the host");
  return milder(
      sts_severity(*policy),
      fmt::format("the policy ({}) does not name {}", sts_mode_name(policy->mode), printable(name)),
      fmt::format("add to the policy: mx: {}", printable(name)));
}

Judgements judge_sts_certificate(const AddressScene& scene) {
  const policy::StsPolicy* policy = sts_of(scene.domain);
  const AddressFacts& facts = scene.address;
  if (policy == nullptr || !facts.last_hello()) return {};
  if (facts.tls && facts.chain.verdict.chain_trusted && facts.chain.verdict.name_matched)
    return holds("the certificate is trusted and names the host");
  const std::string why = facts.tls ? facts.chain.verdict.trouble() : "there is no TLS";
  return milder(sts_severity(*policy),
                fmt::format("senders with MTA-STS ({}) do not deliver here: {}",
                            sts_mode_name(policy->mode), why));
}

}  // namespace

std::span<const Check> dane_checks() {
  static constexpr std::array kChecks{
      Check{"dane-lookup", Stage::dane, Verdict::fail, "RFC 7672 section 2.1.2",
            "the DNS tells whether there are TLSA records",
            "sign the zone again, or remove its DS record from the parent zone; a name server that "
            "fails at TLSA questions must be replaced",
            judge_told},
      Check{"dane-secure", Stage::dane, Verdict::warn, "RFC 7672 section 2.2",
            "DNSSEC holds for the TLSA records and all that leads to them",
            "sign the zones, and ask a resolver that validates (--dns-server)", judge_secure},
      Check{"dane-usable", Stage::dane, Verdict::fail, "RFC 7672 section 3.1",
            "each TLSA record is one that SMTP uses", "publish 3 1 1", judge_usable},
      Check{"dane-match", Stage::dane, Verdict::fail, "RFC 7672 section 3.2",
            "the certificate matches a TLSA record", "publish the record of the key that is used",
            judge_match},
      Check{"dane-name", Stage::dane, Verdict::fail, "RFC 7672 section 3.1.2",
            "a certificate that is vouched for by its issuer (usage 2) names the host",
            "have it reissued for the host's name, or publish 3 1 1", judge_dane_name},
      Check{"dane-rollover", Stage::dane, Verdict::hint, "RFC 7671 section 8.1",
            "the record of the next key stands beside the current one",
            "publish the next key's record early", judge_rollover},
  };
  return kChecks;
}

std::span<const Check> mta_sts_checks() {
  static constexpr std::array kChecks{
      Check{"mta-sts-policy", Stage::mta_sts, Verdict::fail, "RFC 8461 section 3.3",
            "the policy that is announced can be fetched and read",
            "serve it over HTTPS with a trusted certificate", judge_policy},
      Check{"mta-sts-covers", Stage::mta_sts, Verdict::fail, "RFC 8461 section 4.1",
            "the policy names the host", "add the host to the policy, and change the record's id",
            judge_covers},
      Check{"mta-sts-certificate", Stage::mta_sts, Verdict::fail, "RFC 8461 section 4.2",
            "the host shows a certificate that is trusted and names it",
            "mend TLS, or set the policy to mode: testing until it is mended",
            judge_sts_certificate},
  };
  return kChecks;
}

}  // namespace probe
