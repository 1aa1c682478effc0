// Plays a script: as the client against a server, or as the server against a client.
//
// A player judges and reports; it neither prints nor decides an exit status. What crosses is told
// to the Transcript, secrets masked.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "net/address.h"
#include "net/dialer.h"
#include "net/tls.h"
#include "session/script.h"
#include "session/variables.h"
#include "smtp/reply.h"
#include "smtp/transcript.h"

namespace session {

// What did not hold, and all that is needed to see why. Secrets are masked, texts printable.
struct Failure {
  Place place;
  std::string text;                  // "expected 450 4.7.1, got 250 2.1.5"
  std::optional<smtp::Reply> reply;  // that was judged
  base::Duration took{};             // until it was there
  std::string dialogue;              // of that connection so far, as a session file
  std::string pointed;               // place and text above the line with its caret
  std::optional<base::Error>
      error;  // of kind connect, no_host, ...: it was not the server's answer
};

// "file:line:column: text", the line with its caret, the reply in full and its time.
std::string show(const Failure& failure);

struct Played {
  std::vector<Failure> failures;
  std::string skipped;     // why, when @skip-unless ended it
  std::size_t checks = 0;  // S: and ? lines and @expect that were judged
  bool passed() const { return failures.empty(); }
};

// What one statement came to, told as soon as it is known.
struct Stepped {
  const Statement& statement;
  std::string text;                    // canonical, masked, without its last line end
  const Failure* failure = nullptr;    // null: it held
  const smtp::Reply* reply = nullptr;  // of an S: line that held; masked
  base::Duration took{};               // of that reply
};

struct ClientOptions {
  net::Dialer& dialer;
  // The addresses behind what @connect says (expanded), in the order to try. --connect-to is the
  // caller's and is seen to here.
  std::function<base::Result<std::vector<net::Address>>(const std::string& target)> addresses;
  std::function<void(base::Duration)> sleep;
  base::Duration timeout = std::chrono::seconds(30);  // for a reply or a write; zero: none
  net::TlsOptions tls;    // what @tls says nothing about: trust, client certificate
  bool insecure = false;  // no certificate matters, whatever `verify=` says
  // What stands in the place of @connect's target (expanded), for TLS names too: --server.
  std::function<std::string(const std::string& target)> redirect{};
  // Judges verify=dane. Without it such a @tls is an Error.
  std::function<base::Result<void>(const std::string& host, std::uint16_t port,
                                   const net::TlsFacts& facts, base::Deadline deadline)>
      dane{};
  base::Duration max_time{};                      // for the whole script; zero: as long as it takes
  std::function<void(const Stepped&)> stepped{};  // not for blank lines and comments
};

// A failure abandons its connection (with QUIT where that cannot be taken for message content); the
// script goes on at the next @connect.
Played play_client(const Script& script, const ClientOptions& options, Variables& variables,
                   const smtp::Transcript& transcript);

struct ServerOptions {
  // The next client; called once for each @connect, with the name that stands there (often empty).
  // The script lets it come so much later.
  std::function<base::Result<std::unique_ptr<net::Stream>>(const std::string& name,
                                                           base::Duration later)>
      accept;
  std::function<void(base::Duration)> sleep;
  base::Duration timeout = std::chrono::seconds(300);  // for what the client says next
  std::optional<net::TlsIdentity> identity;
};

Played play_server(const Script& script, const ServerOptions& options, Variables& variables,
                   const smtp::Transcript& transcript);

}  // namespace session
