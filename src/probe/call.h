// One connection to one address of a server, up to where a transaction or a login could begin:
// greeting, EHLO, STARTTLS, EHLO. What was seen on the way is kept as facts.
#pragma once

#include <memory>
#include <optional>

#include "base/deadline.h"
#include "net/dialer.h"
#include "probe/facts.h"
#include "probe/wish.h"
#include "smtp/connection.h"
#include "smtp/transcript.h"

namespace probe {

class Call {
 public:
  // All of it must outlive the call. `listener` hears what crosses; it may be empty.
  Call(net::Dialer& dialer, const Place& place, const Wish& wish,
       smtp::Transcript::Listener listener = {});

  // Goes as far as it comes. False when that is not to the last EHLO; why, the facts say: an
  // error, or a reply that is a refusal. STARTTLS that is not offered, or refused, is no reason to
  // stop. Never takes longer than wish.max_time in all.
  bool prepare(const net::Address& address);
  // The same, with these steps alone, for examinations of the steps themselves.
  bool connect(const net::Address& address);
  bool greet();
  bool hello();
  bool ask_for_tls();  // STARTTLS, when it is offered; false when there is none to go on with
  bool handshake();
  bool hello_in_tls();

  // QUIT where that is possible, and the end. The facts, with the time that all took.
  AddressFacts finish();

  const AddressFacts& facts() const { return facts_; }
  // True when the server has said something, or hung up, unasked.
  bool has_input() { return stream_->has_input(); }
  smtp::Connection& connection() { return *connection_; }
  smtp::Transcript& transcript() { return transcript_; }
  // Sends one command and waits for the reply to it; nothing when the connection is lost.
  std::optional<smtp::Reply> ask(base::Stage stage, const std::string& line);

 private:
  bool fails(base::Error error);
  std::optional<smtp::Reply> say_hello(base::Stage stage, std::string_view verb);
  net::TlsOptions tls_options();

  net::Dialer& dialer_;
  const Place& place_;
  const Wish& wish_;
  base::Deadline end_;
  smtp::Transcript transcript_;
  AddressFacts facts_;
  net::Stream* stream_ = nullptr;                 // the connection's
  std::unique_ptr<smtp::Connection> connection_;  // tells facts_ of tickets until it ends
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace probe
