// The client's side of SASL (RFC 4422): bytes in, bytes out; it knows no network.
//
// libgsasl does the mechanisms; OAUTHBEARER (RFC 7628) and XOAUTH2, which it lacks, are here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "net/tls.h"

namespace smtp {

struct Credentials {
  std::string user;           // authentication identity
  std::string authorization;  // authorization identity; empty: the same
  base::Secret password;
  base::Secret token;      // for OAUTHBEARER and XOAUTH2
  std::string host;        // the server's name, for DIGEST-MD5, GSSAPI and OAUTHBEARER
  std::uint16_t port = 0;  // for OAUTHBEARER
  std::string realm;       // DIGEST-MD5; empty: the first that the server offers
  std::string domain;      // NTLM
};

// The mechanisms known here, strongest first. Upper case.
const std::vector<std::string>& known_mechanisms();

// PLAIN, LOGIN, OAUTHBEARER and XOAUTH2 hand the secret itself to whoever listens.
bool sends_secret_in_clear(std::string_view mechanism);

// -PLUS: bound to the TLS channel.
bool needs_channel_binding(std::string_view mechanism);

// OAUTHBEARER and XOAUTH2.
bool takes_token(std::string_view mechanism);

// Those of `offered` that can be tried, in the order to try them, each once. `wanted` empty means
// all known, strongest first; else only those, in their order. What the credentials or the channel
// cannot serve is left out: a mechanism that takes a token without one, -PLUS without TLS. Unasked,
// EXTERNAL (with TLS) and GSSAPI are tried only when there is neither password nor token, and
// ANONYMOUS never: whoever asks for a login does not mean it. With `force`, `wanted` is taken
// although it is not offered.
std::vector<std::string> choose_mechanisms(const std::vector<std::string>& offered,
                                           const std::vector<std::string>& wanted,
                                           const Credentials& credentials, const net::TlsFacts* tls,
                                           bool force);

// True when a server that has said 535 to `refused` might still let `next` in. It judged the
// secret: what shows it the same one again, in a form that is compared with the same thing, costs
// another failed login on the way to a lock-out and gains nothing. A mechanism that hands over the
// password itself may succeed after those that only prove it: a server that keeps hashes cannot
// check a proof.
bool may_fare_better(std::string_view refused, std::string_view next);

// Why choose_mechanisms() gave none: "PLAIN needs a password (--auth-password-file); XYZ is not
// known here". One line, safe to print.
std::string why_none(const std::vector<std::string>& offered,
                     const std::vector<std::string>& wanted, const Credentials& credentials,
                     const net::TlsFacts* tls);

class SaslClient {
 public:
  // Error kind auth when the mechanism is unknown or lacks what it needs ("SCRAM-SHA-256-PLUS needs
  // TLS"), kind usage when a value cannot be sent (a NUL in the password). `tls` may be null; it is
  // read here and not kept.
  static base::Result<SaslClient> start(std::string_view mechanism, const Credentials& credentials,
                                        const net::TlsFacts* tls);
  SaslClient(SaslClient&&) noexcept;
  SaslClient& operator=(SaslClient&&) noexcept;
  ~SaslClient();

  // True when the client speaks first, so that an initial response may stand behind AUTH.
  bool client_first() const;

  // The answer (not base64) to a challenge (not base64); "" for the first step of client_first().
  // LOGIN's first answer is the user whatever the challenge, so it too may stand behind AUTH for
  // servers that take it there. Error kind auth when the challenge makes no sense, the server's own
  // proof is wrong, or it asks on after the last answer: then the exchange is to be cancelled with
  // "*", and each further step fails.
  base::Result<base::Secret> step(std::string_view challenge);

  // What a server's challenge says to people, when it is more than a challenge: the JSON error of
  // OAUTHBEARER and XOAUTH2 in a 334, the e= of SCRAM. Safe to print, bounded. Empty otherwise.
  std::string explain(std::string_view challenge) const;

  // False when a mechanism that proves the server's knowledge too (SCRAM, DIGEST-MD5) has not seen
  // that proof yet: a 235 then is not to be believed (RFC 5802 section 9).
  bool server_proved() const;

  // True when that proof was due in the last challenge and was not there, or is wrong: this server
  // does not know the password, whatever name it goes by.
  bool server_failed() const;

 private:
  struct State;
  explicit SaslClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// libgsasl's version, for `ehlo --version`.
std::string sasl_library_version();

}  // namespace smtp
