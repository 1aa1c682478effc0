// The other side: one dialogue with one client, as a server that accepts what it is told to.
//
// RFC 5321 with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, DSN, CHUNKING, BINARYMIME,
// ENHANCEDSTATUSCODES, STARTTLS and AUTH; or LMTP (RFC 2033), with one reply a recipient. It is
// made for tests: it relays nothing, and a rule may put any reply in place of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "net/stream.h"
#include "net/tls.h"
#include "smtp/auth_server.h"
#include "smtp/mailbox.h"
#include "smtp/reply_rule.h"
#include "smtp/transcript.h"

namespace smtp {

struct ServerSettings {
  std::string name = "localhost";  // in the greeting
  std::uint64_t max_size = 0;      // of one message, in bytes; 0: no limit
  base::Duration timeout =
      std::chrono::minutes(5);  // for one command, and for each read of content
  bool lmtp = false;
  bool tls_on_connect = false;
  std::optional<net::TlsIdentity> identity;  // nothing: no TLS
  // Rules see the command line (AUTH without its response) and, for MAIL and RCPT, the form without
  // parameters. `CONNECT` stands for the greeting and `.` for the end of the content. The first
  // that matches wins. A refusal takes the place of the action; a code of the class of the reply
  // that is given anyway takes the place of that reply only.
  std::vector<ReplyRule> rules;
  PasswordOf password_of;  // empty: everybody is let in who shows a password
};

// Limits of a session: kMaxLine bytes a command, kMaxResponse in AUTH (RFC 4954 section 4),
// kMaxRecipients a message (452), kMaxErrors refused commands (421). Replies wait until the input
// is used up and then go out in one write (RFC 2920 section 3.2).
//
// Plaintext behind STARTTLS in the same write is dropped and STARTTLS refused: an attacker could
// have put it there (CVE-2011-0411).
class Server {
 public:
  static constexpr std::size_t kMaxLine = 4096;
  static constexpr std::size_t kMaxResponse = 12288;
  static constexpr std::size_t kMaxRecipients = 1000;
  static constexpr int kMaxErrors = 20;

  // Both must outlive it. `waiting` is called whenever nothing is left to do but to wait.
  Server(const ServerSettings& settings, Mailbox& mailbox)
      : settings_(settings), mailbox_(mailbox) {}

  // Serves one client to the end. A stop that is requested is told to the client (421) where it
  // would next speak; a message that is under way may be finished within 10 s.
  void serve(
      net::Stream& stream, const Transcript& transcript, std::stop_token stop,
      std::function<void()> waiting = [] {});

 private:
  const ServerSettings& settings_;
  Mailbox& mailbox_;
};

}  // namespace smtp
