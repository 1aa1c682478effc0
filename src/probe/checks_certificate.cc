#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "probe/checks.h"
#include "probe/dane_match.h"
#include "probe/scene.h"

namespace probe {
namespace {

using net::ChainFault;

constexpr int kLeastBits = 112;  // of security: RSA 2048, SHA-224
constexpr std::size_t kNamesShown = 4;

const net::PeerCertificate* shown(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  return tls && !tls->chain.empty() ? &tls->chain.front() : nullptr;
}

// With a TLSA record of usage 3 that matches, senders do not look at who signed the certificate,
// for whom, or until when (RFC 7672 section 3.1.1).
Judgements unless_dane(const AddressScene& scene, Judgements judgements) {
  const TlsaFacts& tlsa = scene.host.tlsa;
  if (!counts(tlsa) || !fits_end_entity(tlsa, scene.address.tls->chain)) return judgements;
  for (Judgement& each : judgements)
    if (!each.verdict || *each.verdict > Verdict::hint)
      each = {Verdict::hint,
              each.reason + " (senders with DANE do not mind: a TLSA record matches)", each.fix};
  return judgements;
}

Judgements trusted(const AddressScene& scene) {
  const net::PeerCertificate* certificate = shown(scene);
  if (certificate == nullptr || !scene.address.chain.verdict.chain_trusted) return {};
  return holds(fmt::format("{} by {}", certificate->subject, certificate->issuer));
}

template <ChainFault kFault>
Judgements faulty(const AddressScene& scene) {
  const auto& faults = scene.address.chain.verdict.faults;
  const auto found = std::ranges::find(faults, kFault, &net::NamedFault::kind);
  if (shown(scene) == nullptr || found == faults.end()) return {};
  return unless_dane(scene, broken(found->reason, found->fix));
}

Judgements judge_name(const AddressScene& scene) {
  const net::PeerCertificate* certificate = shown(scene);
  const net::Verdict& verdict = scene.address.chain.verdict;
  if (certificate == nullptr || scene.address.is_local()) return {};
  if (verdict.name_matched) {
    const auto& names = certificate->names;
    const auto end =
        names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamesShown));
    return holds(fmt::format("{}{}", fmt::join(names.begin(), end, ", "),
                             names.size() > kNamesShown ? ", ..." : ""));
  }
  // Senders take the name from the domain's MX record, and have no other to connect by.
  const std::string fix =
      scene.domain == nullptr
          ? verdict.name_fix
          : fmt::format("let the server show a certificate for {}, or have it reissued",
                        base::printable(scene.host.place.name));
  return unless_dane(scene, broken(verdict.name_reason, fix));
}

Judgements judge_days(const AddressScene& scene) {
  const net::PeerCertificate* certificate = shown(scene);
  if (certificate == nullptr || certificate->days_left < 0) return {};
  const long long days = certificate->days_left;
  const std::string text =
      fmt::format("{} day{} left, until {}", days, days == 1 ? "" : "s", certificate->not_after);
  if (days < scene.wish.cert_fail) return unless_dane(scene, broken(text));
  if (days < scene.wish.cert_warn) return unless_dane(scene, milder(Verdict::warn, text));
  return holds(text);
}

Judgements judge_order(const AddressScene& scene) {
  const net::ChainFacts& chain = scene.address.chain;
  if (chain.links.size() < 2) return {};
  if (chain.in_order()) return holds(fmt::format("{} certificates", chain.links.size()));
  const auto odd = std::ranges::find(chain.links, false, &net::ChainLink::signed_by_next);
  return broken(fmt::format("certificate {} of {} is not signed by the one sent behind it",
                            odd - chain.links.begin() + 1, chain.links.size()));
}

Judgements judge_root(const AddressScene& scene) {
  if (!scene.address.chain.root_sent()) return {};
  return broken("the root is sent along: who trusts it has it already");
}

Judgements judge_key(const AddressScene& scene) {
  const net::PeerCertificate* certificate = shown(scene);
  if (certificate == nullptr || scene.address.chain.links.empty()) return {};
  const bool strong = scene.address.chain.links.front().key_bits >= kLeastBits;
  return strong ? holds(certificate->key) : broken(fmt::format("the key is {}", certificate->key));
}

// A root's own signature says nothing: who trusts it does so without one.
Judgements judge_signature(const AddressScene& scene) {
  const auto& links = scene.address.chain.links;
  if (links.empty()) return {};
  for (const net::ChainLink& link : links)
    if (!link.self_signed && link.signature_bits > 0 && link.signature_bits < kLeastBits)
      return broken(fmt::format("a certificate of the chain is signed with {}", link.signature));
  return holds(links.front().signature);
}

// For what the two above do not see: a root that is not sent.
Judgements judge_weak(const AddressScene& scene) {
  const auto told = [](const Judgements& judgements) {
    return !judgements.empty() && !judgements.front().verdict;
  };
  if (told(judge_key(scene)) || told(judge_signature(scene))) return {};
  return faulty<ChainFault::weak>(scene);
}

// Who staples nothing is not to blame, since most CAs have stopped to answer (OCSP is on its way
// out), but for a certificate that demands it.
Judgements judge_staple(const AddressScene& scene) {
  const net::PeerCertificate* certificate = shown(scene);
  if (certificate == nullptr) return {};
  const std::string& ocsp = scene.address.tls->ocsp;
  if (ocsp == "good") return holds("good");
  if (ocsp == "revoked") return broken("the issuer has revoked the certificate", "renew it");
  if (!ocsp.empty())
    return milder(Verdict::warn, fmt::format("the stapled OCSP answer is: {}", ocsp));
  if (!certificate->must_staple) return {};
  return broken("the certificate demands an OCSP staple (must-staple), and none is sent");
}

Judgements judge_pin(const AddressScene& scene) {
  const net::PeerCertificate* certificate = shown(scene);
  if (certificate == nullptr || scene.wish.pins.empty()) return {};
  for (const std::string& pin : scene.wish.pins)
    if (pin == certificate->sha256 || pin == certificate->spki_sha256) return holds(pin);
  return broken(fmt::format("certificate {} with the key {} is none that was pinned",
                            certificate->sha256, certificate->spki_sha256));
}

}  // namespace

std::span<const Check> certificate_checks() {
  static constexpr std::array kChecks{
      Check{"certificate-trusted", Stage::certificate, Verdict::fail, "RFC 5280 section 6",
            "the chain leads to a root that is trusted here", "", trusted},
      Check{"certificate-expired", Stage::certificate, Verdict::fail, "RFC 5280 section 4.1.2.5",
            "no certificate of the chain has expired", "renew it, and let the server read it anew",
            faulty<ChainFault::expired>},
      Check{"certificate-not-yet-valid", Stage::certificate, Verdict::fail,
            "RFC 5280 section 4.1.2.5", "every certificate of the chain is valid already",
            "wait, or set the clock right", faulty<ChainFault::not_yet_valid>},
      Check{"certificate-self-signed", Stage::certificate, Verdict::fail, "RFC 5280 section 6",
            "the certificate is not signed by itself",
            "get one from a CA, or publish a TLSA record for it (DANE)",
            faulty<ChainFault::self_signed>},
      Check{"certificate-chain", Stage::certificate, Verdict::fail, "RFC 8446 section 4.4.2",
            "no intermediate certificate is missing",
            "send the intermediate certificates too (full chain file), or trust the private CA "
            "with --tls-ca-path",
            faulty<ChainFault::issuer_missing>},
      Check{"certificate-root", Stage::certificate, Verdict::fail, "RFC 5280 section 6",
            "the root of the chain is trusted here", "trust the private CA with --tls-ca-path",
            faulty<ChainFault::root_untrusted>},
      Check{"certificate-purpose", Stage::certificate, Verdict::fail, "RFC 5280 section 4.2.1.12",
            "the certificate is made for servers", "have it reissued with serverAuth",
            faulty<ChainFault::not_for_servers>},
      Check{"certificate-weak", Stage::certificate, Verdict::fail, "RFC 9325 section 4.5",
            "keys and hashes of the chain have 112 bits of security",
            "have it reissued with RSA 2048 or EC P-256, and SHA-256", judge_weak},
      Check{"certificate-invalid", Stage::certificate, Verdict::fail, "RFC 5280 section 6",
            "nothing else is wrong with the chain", "have it reissued", faulty<ChainFault::other>},
      Check{"certificate-name", Stage::certificate, Verdict::fail, "RFC 9525 section 6",
            "the certificate names the host",
            "have it reissued with the host's name as subject alternative name", judge_name},
      Check{"certificate-expires", Stage::certificate, Verdict::fail, "",
            "the certificate has days enough left (--cert-warn, --cert-fail)",
            "renew it now, and find out why that did not happen by itself", judge_days},
      Check{"certificate-order", Stage::certificate, Verdict::warn, "RFC 8446 section 4.4.2",
            "each certificate is followed by its issuer's",
            "put the file in order: the server's own first, then its issuer's, up to the root's "
            "child",
            judge_order},
      Check{"certificate-root-sent", Stage::certificate, Verdict::hint, "RFC 8446 section 4.4.2",
            "the root itself is not sent", "leave it out of the chain file", judge_root},
      Check{"certificate-key", Stage::certificate, Verdict::fail, "RFC 9325 section 4.5",
            "the key has 112 bits of security at least",
            "have it reissued with RSA 2048 or EC P-256", judge_key},
      Check{"certificate-signature", Stage::certificate, Verdict::fail, "RFC 9155",
            "no certificate is signed with MD5 or SHA-1", "have it reissued with SHA-256",
            judge_signature},
      Check{
          "certificate-staple", Stage::certificate, Verdict::fail, "RFC 6066 section 8, RFC 7633",
          "an OCSP answer that is stapled is good, and one that is demanded is there",
          "let the server fetch a new answer, or have the certificate reissued without must-staple",
          judge_staple},
      Check{"certificate-pin", Stage::certificate, Verdict::fail, "",
            "certificate or key is one of those pinned (--pin-sha256)",
            "if it was changed on purpose, pin the new one; else somebody sits between", judge_pin},
  };
  return kChecks;
}

}  // namespace probe
