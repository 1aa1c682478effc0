#include "probe/tls_session_judges.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace probe {
namespace {

constexpr std::uint32_t kLongest = 7 * 86'400;  // RFC 8446 section 4.6.1

bool is_old(const net::TlsFacts& tls) { return tls.version != "TLSv1.3"; }

std::string subject_of(const net::TlsFacts& tls) {
  return tls.chain.empty() ? "none" : tls.chain.front().subject;
}

bool same_certificate(const net::TlsFacts& one, const net::TlsFacts& other) {
  if (one.chain.empty() || other.chain.empty()) return one.chain.empty() == other.chain.empty();
  return one.chain.front().sha256 == other.chain.front().sha256;
}

Judgements judge_name(std::string_view when, const net::TlsFacts& named, const Shaken& shaken) {
  if (!shaken.tls && !shaken.refused) return unknown(shaken.trouble);
  if (!shaken.tls)
    return milder(Verdict::warn, fmt::format("{} the handshake fails: {}", when, shaken.trouble));
  if (same_certificate(named, *shaken.tls))
    return holds(fmt::format("{} the same certificate is shown", when));
  return broken(fmt::format("{} another certificate is shown: {}", when, subject_of(*shaken.tls)));
}

}  // namespace

Judgements judge_master_secret(const net::TlsFacts& tls) {
  if (!is_old(tls)) return {};
  if (tls.extended_master_secret) return holds(fmt::format("it is in {}", tls.version));
  return broken(fmt::format("it is not in {}", tls.version));
}

Judgements judge_secure_renegotiation(const net::TlsFacts& tls) {
  if (!is_old(tls)) return {};
  if (tls.secure_renegotiation) return holds("the server knows RFC 5746");
  return broken(
      "the server does not know RFC 5746: who stands on the way can put commands ahead of a "
      "client's");
}

Judgements judge_lifetime(const net::TlsTicket& ticket) {
  if (ticket.lifetime == 0) return holds(ticket.by_id ? "by session ID" : "for no stated time");
  const std::string text = fmt::format("for {} s", ticket.lifetime);
  return ticket.lifetime > kLongest ? broken(text) : holds(text);
}

Judgements judge_resumption(const net::TlsTicket& ticket, const Shaken& again) {
  if (!again.tls && !again.refused) return unknown(again.trouble);
  if (!again.tls)
    return milder(Verdict::fail,
                  "a client that offers its session meets a failure: " + again.trouble);
  if (again.tls->resumed) return holds(ticket.by_id ? "by session ID" : "by ticket");
  return broken(
      "the server gives a session and does not know it afterwards: each connection costs a whole "
      "handshake");
}

Judgements judge_renegotiation(const Shaken& old, const Shaken& asked) {
  if (!old.tls)
    return old.refused ? holds("TLS 1.3 alone is spoken, which has none") : unknown(old.trouble);
  if (asked.tls)
    return broken(
        fmt::format("{} is negotiated anew as often as a client asks", asked.tls->version));
  return asked.refused ? holds("it is refused") : unknown(asked.trouble);
}

Judgements judge_names(const net::TlsFacts& named, const Shaken& nameless, const Shaken& unknown) {
  Judgements judgements = judge_name("without a server name", named, nameless);
  std::ranges::move(judge_name("for an unknown server name", named, unknown),
                    std::back_inserter(judgements));
  return judgements;
}

}  // namespace probe
