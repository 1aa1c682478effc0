// The client's side of a script, statement by statement. See player.h; only client*.cc look inside.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "session/dialogue.h"
#include "session/facts.h"
#include "session/player.h"
#include "session/step.h"
#include "session/wire.h"

namespace session {

// What the transcript is told once it is written.
using Shown = std::variant<smtp::event::Command, smtp::event::SessionLine>;

// One open connection, of those that a script may hold at once.
struct Talk {
  std::string name;            // often empty
  std::unique_ptr<Wire> wire;  // null when it is closed
  bool abandoned = false;      // a failure ended it; what follows for it is not judged
  std::string host;
  std::uint16_t port = 0;  // 0: none was named
  Facts facts;
  std::string group;                // bytes of C: lines that wait for their one write
  std::vector<Shown> shown;         // those lines, for the transcript
  bool greeted = false;             // an S: was matched: from now on nothing may lie unread
  bool hello = false;               // EHLO was sent and not answered yet
  std::optional<smtp::Reply> held;  // a reply that was read and is still to be judged
  base::Duration allowance{};       // what @S pause adds to the next wait
  Dialogue dialogue;
};

class Client {
 public:
  Client(const Script& script, const ClientOptions& options, Variables& variables,
         const smtp::Transcript& transcript);
  Played run();

 private:
  void play(const Statement& statement);
  base::Error too_late() const;
  bool out_of_time(const Statement& statement);
  Step sleep(base::Duration span) const;
  Step step(const Statement& statement);
  Step say(const Say& say);
  Step hear(const Hear& hear);
  Step hear_optional(const Hear& hear);
  Step check(const Condition& condition);
  Step capture(const Capture& capture);
  Step skip_unless(const SkipUnless& skip);

  // client_directives.cc
  Step directive(const Statement& statement, const Directive& directive);
  Step of_server(const Directive& directive);
  Step connect(const std::string& name, const Directive& directive);
  Step dial(Talk& talk, const std::string& target, const Directive* directive);
  Step tls(const Directive& directive);
  Step plain();
  Step auth(const Directive& directive);
  Step proxy(const Directive& directive);
  Step xclient(const Directive& directive);
  Step expect(const Directive& directive);
  Step expect_close(base::Deadline deadline);
  base::Result<net::TlsOptions> tls_options(const Directive& directive) const;
  void accept_by_dane(net::TlsOptions& tls) const;
  base::Result<std::string> option(const Directive& directive, std::string_view key,
                                   std::string fallback = "") const;

  // client_content.cc
  Step message(const Directive& directive);
  Step bdat(const Directive& directive);
  void tell_octets(std::string_view octets);

  // The connection that the statement is about, open; with no @connect so far, one to {{server}}.
  Step need_wire();
  Step turn_to(Talk& talk);
  Step flush();
  Step refuse_unread();
  Step refuse_left();
  Step end();
  Step write(std::string_view bytes);
  Step read(smtp::Reply& into);
  // Judges the reply to a directive that is an exchange of its own: by the S: that follows, or
  // else it must be 2xx.
  Step settle(smtp::Reply reply);
  void take(const smtp::Reply& reply);

  void fail(const Statement& statement, Trouble why);
  void report(const Statement& statement, const Failure* failure) const;
  void abandon(Talk& talk);
  void tell(const smtp::Event& event);
  void tell_in_turn(Shown shown);
  void tell_group();
  base::Deadline deadline() const;
  smtp::Reply masked(const smtp::Reply& reply) const;

  const Script& script_;
  const ClientOptions& options_;
  Variables& variables_;
  const smtp::Transcript& transcript_;
  std::map<std::string, Talk> talks_;
  Talk* talk_ = nullptr;        // the one that was named last
  const Talk* told_ = nullptr;  // the one that the transcript speaks of
  std::size_t next_ = 0;        // the statement behind the current one
  base::Duration timeout_;
  base::Deadline end_;  // of all
  bool late_ = false;   // and that was told
  Played played_;
};

}  // namespace session
