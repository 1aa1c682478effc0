#include <fmt/format.h>

#include <array>

#include "probe/checks.h"
#include "probe/scene.h"
#include "probe/tls_session_judges.h"

namespace probe {
namespace {

template <Judgements (*kJudge)(const net::TlsFacts& tls)>
Judgements of_tls(const AddressScene& scene) {
  return scene.address.tls ? kJudge(*scene.address.tls) : Judgements();
}

Judgements judge_tickets(const AddressScene& scene) {
  const auto& ticket = scene.address.ticket;
  return ticket ? judge_lifetime(*ticket) : Judgements();
}

Judgements judge_early_data(const AddressScene& scene) {
  const auto& tls = scene.address.tls;
  const auto& ticket = scene.address.ticket;
  if (!tls || tls->version != "TLSv1.3" || !ticket) return {};
  if (ticket->early_data == 0) return holds("none is taken");
  return broken(
      fmt::format("{} bytes are taken ahead of the handshake: whoever recorded them can "
                  "send them once more",
                  ticket->early_data));
}

}  // namespace

std::span<const Check> tls_session_checks() {
  static constexpr std::array kChecks{
      Check{"tls-master-secret", Stage::tls, Verdict::hint, "RFC 7627",
            "the master secret of TLS 1.2 is bound to the handshake (extended_master_secret)",
            "update the server's TLS library", of_tls<judge_master_secret>},
      Check{"tls-secure-renegotiation", Stage::tls, Verdict::fail, "RFC 5746, CVE-2009-3555",
            "renegotiation, if any, is bound to the session before it",
            "update the server's TLS library: senders of today hang up on it",
            of_tls<judge_secure_renegotiation>},
      Check{"tls-tickets", Stage::tls, Verdict::hint, "RFC 8446 section 4.6.1",
            "a session can be resumed for 7 days at most",
            "let tickets live shorter, and change their key each day", judge_tickets},
      Check{"tls-early-data", Stage::tls, Verdict::warn, "RFC 8446 appendix E.5",
            "no data is taken ahead of the handshake (0-RTT)",
            "switch early data off: SMTP does not say which of it may be sent twice",
            judge_early_data},
  };
  return kChecks;
}

}  // namespace probe
