// The SASL exchange over a Connection (RFC 4954).
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "net/tls.h"
#include "smtp/auth.h"
#include "smtp/connection.h"

namespace smtp {

// Sends one line of the exchange and gives the reply to it. `shown` stands in the transcript.
using SaslExchange =
    std::function<base::Result<Reply>(std::string_view line, std::string_view shown)>;

// AUTH with one mechanism, to its end. The Reply is the server's last word: 235, or a refusal.
// "LOGIN-INITIAL" is LOGIN with the user name behind the command, as some old servers want it.
// A challenge that cannot be decoded or makes no sense is answered with "*", and is an Error of
// kind auth, and so is a 235 from a server that has not proved that it knows the password too.
base::Result<Reply> log_in(Connection& connection, Transcript& transcript,
                           std::string_view mechanism, const Credentials& credentials,
                           const net::TlsFacts* tls);
// The same over whatever sends lines.
base::Result<Reply> log_in(const SaslExchange& exchange, const Transcript& transcript,
                           std::string_view mechanism, const Credentials& credentials,
                           const net::TlsFacts* tls);

}  // namespace smtp
