// The SASL exchange over a Connection (RFC 4954).
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "net/tls.h"
#include "smtp/auth.h"
#include "smtp/connection.h"

namespace smtp {

// Whatever carries the lines of an exchange.
struct SaslChannel {
  // Sends one line and gives the reply to it. `shown` stands in the transcript.
  std::function<base::Result<Reply>(std::string_view line, std::string_view shown)> exchange;
  // Ends the conversation with a server that is not to be told another word.
  std::function<void()> close;
};

// AUTH with one mechanism, to its end. The Reply is the server's last word: 235, or a refusal.
// "LOGIN-INITIAL" is LOGIN with the user name behind the command, as some old servers want it.
// A challenge that cannot be decoded or makes no sense is answered with "*", and is an Error of
// kind auth. So is a server that fails to prove that it knows the password too, be its proof wrong
// or its 235 without one: that closes the connection, for what is said next would be said to an
// impostor.
base::Result<Reply> log_in(Connection& connection, Transcript& transcript,
                           std::string_view mechanism, const Credentials& credentials,
                           const net::TlsFacts* tls);
// The same without a Connection.
base::Result<Reply> log_in(const SaslChannel& channel, const Transcript& transcript,
                           std::string_view mechanism, const Credentials& credentials,
                           const net::TlsFacts* tls);

}  // namespace smtp
