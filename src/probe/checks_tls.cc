#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

using base::ErrorKind;

// ---- STARTTLS

bool could_offer(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  return !scene.host.place.tls_first && !facts.is_local() && facts.hello && facts.hello->ok();
}

Judgements judge_offered(const AddressScene& scene) {
  if (!could_offer(scene)) return {};
  if (scene.address.plain.has("STARTTLS")) return holds("offered");
  const bool submission = scene.host.place.is_submission();
  return milder(submission ? Verdict::fail : Verdict::warn,
                "STARTTLS is not offered: mail and passwords cross in clear");
}

Judgements judge_refused(const AddressScene& scene) {
  const auto& reply = scene.address.starttls;
  if (!reply) return {};
  if (reply->code == 220) return holds("220");
  return broken(fmt::format("STARTTLS is offered and then refused: {}", one_line(*reply)));
}

Judgements judge_injected(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.starttls || facts.starttls->code != 220) return {};
  if (facts.tls) return holds("nothing came between the 220 and the handshake");
  const bool injected =
      facts.lost_at(base::Stage::starttls) && facts.error->kind == ErrorKind::protocol;
  return injected ? broken(facts.error->text) : Judgements();
}

Judgements judge_lost(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.lost_at(base::Stage::starttls) || facts.starttls) return {};
  return broken(facts.error->text);
}

// ---- the handshake

Judgements judge_handshake(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (facts.tls)
    return holds(fmt::format("{}, {}{}{} ({})", facts.tls->version, facts.tls->cipher,
                             facts.tls->group.empty() ? "" : ", ", facts.tls->group,
                             base::show_duration(*facts.times.tls)));
  if (!facts.lost_at(base::Stage::tls) || facts.other_way) return {};
  return broken(facts.error->text);
}

Judgements judge_plaintext(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.other_way || !scene.host.place.tls_first) return {};
  return broken("the server greets in plaintext where TLS should begin at once",
                fmt::format("ehlo probe smtp://{}", scene.host.place.shown));
}

Judgements judge_version(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  if (!tls) return {};
  if (tls->version == "TLSv1.2" || tls->version == "TLSv1.3") return holds(tls->version);
  return broken(
      fmt::format("the best that the server speaks is {}, which most senders have "
                  "switched off",
                  tls->version));
}

bool holds_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

Judgements judge_cipher(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  if (!tls) return {};
  if (holds_any(tls->cipher, {"RC4", "DES", "NULL", "EXP", "MD5", "ADH", "AECDH"}))
    return broken(fmt::format("the server chose {}, which is broken", tls->cipher));
  return holds(tls->cipher);
}

Judgements judge_secrecy(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  if (!tls) return {};
  if (tls->version == "TLSv1.3" || holds_any(tls->cipher, {"ECDHE", "DHE"}))
    return holds(tls->group.empty() ? "yes" : tls->group);
  return broken(
      fmt::format("{} has no forward secrecy: who gets the key reads all that was "
                  "recorded before",
                  tls->cipher));
}

// "DH 1024 bits".
Judgements judge_group(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  if (!tls || !tls->group.starts_with("DH ")) return {};
  const std::string_view rest = std::string_view(tls->group).substr(3);
  const auto bits = base::parse_number(rest.substr(0, rest.find(' ')), 1'000'000);
  if (!bits || *bits >= 2048) return holds(tls->group);
  return broken(fmt::format("the Diffie-Hellman group has {} bits", *bits));
}

Judgements judge_asks(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  if (!tls) return {};
  if (!tls->client_certificate_asked) return holds("none is asked for");
  return broken("the server asks for a client certificate: some senders fail at that");
}

}  // namespace

std::span<const Check> starttls_checks() {
  static constexpr std::array kChecks{
      Check{"starttls-offered", Stage::starttls, Verdict::warn, "RFC 3207 section 4",
            "STARTTLS is offered",
            "switch TLS on (Postfix: smtpd_tls_security_level = may); when it is on, something on "
            "the way strips it",
            judge_offered},
      Check{"starttls-refused", Stage::starttls, Verdict::fail, "RFC 3207 section 4",
            "STARTTLS that is offered is answered with 220",
            "look in the server's log: most often it cannot read its key or certificate",
            judge_refused},
      Check{"starttls-injection", Stage::starttls, Verdict::fail, "CVE-2011-0411",
            "nothing in plaintext follows the 220 to STARTTLS",
            "somebody on the way injects replies, or the server is broken: update it",
            judge_injected},
      Check{"starttls-lost", Stage::starttls, Verdict::fail, "RFC 3207 section 4",
            "the conversation is not lost at STARTTLS", "look in the server's log", judge_lost},
  };
  return kChecks;
}

std::span<const Check> tls_checks() {
  static constexpr std::array kChecks{
      Check{"tls-handshake", Stage::tls, Verdict::fail, "RFC 8446", "the TLS handshake succeeds",
            "look in the server's log; openssl s_client -starttls smtp shows the bytes",
            judge_handshake},
      Check{"plaintext-on-tls-port", Stage::tls, Verdict::fail, "RFC 8314 section 3.3",
            "the port is spoken to as it wants to be: in TLS from the first byte",
            "connect with STARTTLS (smtp://), or switch implicit TLS on for this port",
            judge_plaintext},
      Check{"tls-version", Stage::tls, Verdict::fail, "RFC 8996",
            "the server speaks TLS 1.2 or 1.3",
            "enable TLSv1.2 and TLSv1.3 (Postfix: smtpd_tls_protocols = >=TLSv1.2)", judge_version},
      Check{"tls-cipher", Stage::tls, Verdict::fail, "RFC 7465, RFC 9325 section 4.1",
            "the cipher suite is not broken", "remove RC4, DES, 3DES, NULL and export suites",
            judge_cipher},
      Check{"tls-forward-secrecy", Stage::tls, Verdict::warn, "RFC 9325 section 4.1",
            "the key exchange gives forward secrecy", "prefer ECDHE suites", judge_secrecy},
      Check{"tls-group", Stage::tls, Verdict::warn, "RFC 9325 section 4.1",
            "a Diffie-Hellman group has 2048 bits or more",
            "use ECDHE, or a group of 2048 bits (Postfix: smtpd_tls_dh1024_param_file)",
            judge_group},
      Check{"tls-client-certificate", Stage::tls, Verdict::hint, "RFC 8446 section 4.3.2",
            "no client certificate is asked for",
            "leave it off where anybody may send (Postfix: smtpd_tls_ask_ccert = no)", judge_asks},
  };
  return kChecks;
}

}  // namespace probe
