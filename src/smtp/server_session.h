// The state of one dialogue of smtp::Server, and a function for each verb. Only server*.cc include
// this.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/server.h"
#include "smtp/server_input.h"

namespace smtp {

// A message while it is received: kept, or refused for a reason that is told at its end.
class Intake {
 public:
  Intake(Mailbox& mailbox, const Envelope& envelope, std::uint64_t max_size);
  void take(std::string_view content);
  void refuse(Reply reply);

  struct Outcome {
    Reply reply;
    std::string note;  // where it is kept, or why it could not be
  };
  Outcome finish(const std::string& id);

 private:
  std::unique_ptr<Delivery> delivery_;
  std::uint64_t max_size_, size_ = 0;
  std::optional<Reply> refusal_;
  std::string trouble_;
};

class ServerSession {
 public:
  using Done = base::Result<void>;  // an Error ends the dialogue

  ServerSession(const ServerSettings& settings, Mailbox& mailbox, net::Stream& stream,
                const Transcript& transcript, std::stop_token stop, std::function<void()> waiting);
  void run();

 private:
  struct Verb {
    std::string_view name;
    base::Stage stage;
    Done (ServerSession::*act)(std::string_view argument);
    std::string_view help;  // empty: not told of
  };
  static const std::vector<Verb>& verbs();
  static const Verb& find_verb(std::string_view name);

  // server.cc
  Done converse();
  Done greet();
  Done obey(const ServerInput::Line& line);
  bool ruled_out(const Verb& verb, std::string_view line);
  bool apply_rule(const std::vector<std::string>& forms);
  void say(Reply reply);
  void say(int code, std::string text) { say(Reply{code, {std::move(text)}}); }
  Done refuse(int code, std::string text);
  Done leave(int code, std::string text);
  Done flush();
  void farewell(const base::Error& error);
  void forget();
  base::Deadline deadline() const { return base::Deadline::after(settings_.timeout); }
  // For a write or a handshake: nothing can wake them, and a stop must not wait for them longer.
  base::Deadline prompt_deadline() const;

  // server_verbs.cc
  Done helo(std::string_view argument);
  Done ehlo(std::string_view argument);
  Done lhlo(std::string_view argument);
  Done hello(std::string_view argument, bool extended);
  Done mail(std::string_view argument);
  Done rcpt(std::string_view argument);
  Done rset(std::string_view argument);
  Done noop(std::string_view argument);
  Done vrfy(std::string_view argument);
  Done help(std::string_view argument);
  Done quit(std::string_view argument);
  Done http(std::string_view argument);
  Done unknown(std::string_view argument);

  // server_content.cc
  Done data(std::string_view argument);
  Done bdat(std::string_view argument);
  Done receive_dotted();
  Done receive_chunk(std::uint64_t size);
  void end_message();
  std::optional<Reply> why_no_content() const;

  // server_security.cc
  Done starttls(std::string_view argument);
  Done handshake();
  Done auth(std::string_view argument);
  struct AuthOutcome {
    Reply reply;
    std::string why;  // for the transcript; empty when the reply says it
  };
  base::Result<AuthOutcome> exchange(SaslServer& sasl, std::optional<std::string_view> initial,
                                     std::vector<event::AuthLine>& lines);

  const ServerSettings& settings_;
  Mailbox& mailbox_;
  net::Stream& stream_;
  const Transcript& transcript_;
  std::stop_token stop_;
  ServerInput input_;
  std::string output_;  // replies that are held back
  base::Stage stage_ = base::Stage::greeting;
  std::optional<Reply> ruled_;  // by a rule, for the command under way
  bool closing_ = false, dropping_ = false;
  bool mute_ = false;  // a write failed: nothing more can be said
  bool in_tls_ = false, greeted_ = false, logged_in_ = false, bare_lf_told_ = false;
  bool after_auth_ = false;  // no other known verb has come since
  int errors_ = 0;

  std::optional<Envelope> envelope_;
  bool smtputf8_ = false, binary_ = false;
  std::optional<Intake> intake_;
  bool chunked_ = false;  // BDAT was used in this transaction
};

}  // namespace smtp
