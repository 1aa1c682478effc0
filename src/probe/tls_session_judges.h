// What the sessions of a server mean: those that it gives to be resumed, and those that were asked
// for in other ways. Pure.
#pragma once

#include <optional>
#include <string>

#include "net/tls.h"
#include "probe/check.h"

namespace probe {

// Of a TLS before 1.3; none for TLS 1.3, which knows no other way.
Judgements judge_master_secret(const net::TlsFacts& tls);
Judgements judge_secure_renegotiation(const net::TlsFacts& tls);

Judgements judge_lifetime(const net::TlsTicket& ticket);

// What came of one more handshake, or why there was none.
struct Shaken {
  std::optional<net::TlsFacts> tls{};
  std::string trouble{};
  bool refused = false;  // the server did; else the trouble is another one
};

// Of a session that was offered to whom it came from.
Judgements judge_resumption(const net::TlsTicket& ticket, const Shaken& again);
// Of a client that asks for a new handshake in its session; `old` is one without that.
Judgements judge_renegotiation(const Shaken& old, const Shaken& asked);

// `named` is the first look, which asked for a name; then without one, and for a name that the
// server cannot know.
Judgements judge_names(const net::TlsFacts& named, const Shaken& nameless, const Shaken& unknown);

}  // namespace probe
