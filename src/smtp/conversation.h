// A whole sending conversation in the order RFC 5321 gives it: greeting, EHLO, STARTTLS, XCLIENT,
// AUTH, XFORWARD, MAIL, RCPT, DATA or BDAT, content, QUIT. What the user wants to be so stands in
// the Plan; what came of it, in the Outcome. Nothing here decides an exit status or prints.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/tls.h"
#include "smtp/auth.h"
#include "smtp/connection.h"
#include "smtp/extensions.h"
#include "smtp/path.h"
#include "smtp/proxied.h"

namespace smtp {

enum class TlsUse {
  off,              // never
  optional,         // if offered; goes on in clear when refused with a reply
  optional_strict,  // if offered; then a refusal is a failure
  required,
  on_connect,  // from the first byte
};

enum class AuthUse {
  off,
  optional,         // if offered; a refusal does not matter
  optional_strict,  // if offered; then a refusal is a failure
  required,
};

// Where to leave early. The stages tls and auth are places: it ends there also when there was no
// handshake or login, so that nothing is delivered that was not to be.
struct Stop {
  enum class How { never, quit_after, drop_after, drop_after_send };
  How how = How::never;
  base::Stage stage = base::Stage::none;
  bool first_hello = false;  // the EHLO before STARTTLS, not the one after it
};

// Gives the message piece by piece; an empty piece is its end. A piece is valid until the next
// call.
using Content = std::function<base::Result<std::string_view>()>;

struct Message {
  Content content;
  // Of the content, when it is known ahead: at least so many, as line ends may turn into CRLF.
  std::optional<std::uint64_t> size = std::nullopt;
  bool seven_bit = false;    // known to be ASCII: no BODY=8BITMIME is needed for it
  bool binary = false;       // not in lines of text: it needs BODY=BINARYMIME, and goes by BDAT
  bool utf8_header = false;  // its header is what SMTPUTF8 is for
  bool composed = false;     // by us: then such a header does not go without it
  bool raw = false;          // the content is written as it is; it brings its own dots
  bool read_once = false;    // it cannot be made again
  std::string file = "";     // where it comes from, for the transcript
};

// Makes the message in the form that this server takes. Error kind no_input.
using Compose = std::function<base::Result<Message>(const Extensions& offered)>;

// A parameter of MAIL or RCPT that was asked for.
struct Parameter {
  std::string text;     // "RET=HDRS"
  std::string keyword;  // of the extension that must be offered for it; empty: none
  std::string option;   // that asks for it
  // The keyword's own first number in the reply to EHLO bounds this one; 0: it does not.
  enum class Bound { most, least } bound = Bound::most;
  std::uint64_t number = 0;
  // A moment that the keyword's second word bounds (RFC 4865 section 4).
  std::optional<std::chrono::sys_seconds> until = {};
};

struct Plan {
  std::string proxy_header;  // goes ahead of everything; empty: there is none
  std::string helo;
  bool lmtp = false;
  TlsUse tls = TlsUse::optional_strict;
  net::TlsOptions tls_options;
  AuthUse auth = AuthUse::off;
  // In the order to try, each once; empty: what is offered, strongest first, until a 535.
  std::vector<std::string> mechanisms;
  bool force_mechanism = false;  // try `mechanisms` even if they are not offered
  bool insecure = false;         // credentials may go to an unverified or plaintext server
  bool local = false;            // unix socket or child: nobody between to protect from
  Credentials credentials;
  Path sender;
  std::vector<Path> recipients;
  Proxied xclient{"XCLIENT", {}}, xforward{"XFORWARD", {}};
  bool xclient_before_tls = false;
  std::vector<Parameter> mail_parameters, rcpt_parameters;
  bool require_tls = false;  // REQUIRETLS: without a verified server it says nothing
  bool prdr = false;         // each recipient's own reply behind the message
  bool pipeline = false;
  bool chunking = false;  // BDAT in place of DATA
  std::size_t chunk_size = 256 * 1024;
  Compose compose;
  Stop stop;
};

struct RecipientResult {
  Path path;
  std::optional<Reply> rcpt;  // nothing when it was not asked
  // To the end of data, or what was said ahead of it: the same for all, but by LMTP each its own.
  std::optional<Reply> final;
};

struct Outcome {
  std::optional<Reply> greeting, hello, starttls, auth, mail, data;
  std::optional<Reply> proxied;  // to XCLIENT or XFORWARD: the last one, or what refused it
  Extensions extensions;         // the last EHLO's
  std::optional<net::TlsFacts> tls;
  std::string mechanism;  // that let us in
  std::vector<RecipientResult> recipients;
  std::uint64_t content_bytes = 0, content_lines = 0;
  // The step at which a reply, or its absence, ended it early; none when it went to its end.
  base::Stage refused_at = base::Stage::none;
  bool stopped = false;  // left early because the Plan says so
  std::optional<base::Error> error;

  // The reply at refused_at, unless it is a recipient's own (RCPT, end of data).
  const Reply* refusal() const;

  // For which recipients the server has taken the message over: the final 2xx and nothing less.
  bool delivered(const RecipientResult& recipient) const;
  bool delivered_to_all() const;
  bool delivered_in_part() const;  // to somebody, and not to all

  // The conversation was lost behind the final dot: the message may have been delivered.
  bool outcome_unknown() const { return error && error->stage == base::Stage::dot; }
};

// Talks, and says goodbye. Errors are in the Outcome, beside all that went well before.
Outcome converse(Connection& connection, Transcript& transcript, const Plan& plan);

}  // namespace smtp
