// The server's side of a script, statement by statement. See player.h; only server*.cc look inside.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "session/dialogue.h"
#include "session/facts.h"
#include "session/player.h"
#include "session/step.h"
#include "session/wire.h"

namespace session {

// One client, of those that a script may hold at once.
struct Guest {
  std::string name;            // often empty
  std::unique_ptr<Wire> wire;  // null when it is gone
  bool abandoned = false;      // a failure ended it; what follows for it is not played
  Facts facts;
  bool hello = false;          // EHLO was heard and not answered yet
  bool logging_in = false;     // AUTH was heard, and no command since
  base::Duration allowance{};  // what the client's @pause adds to the next wait
  Dialogue dialogue;
};

class Server {
 public:
  Server(const Script& script, const ServerOptions& options, Variables& variables,
         const smtp::Transcript& transcript);
  Played run();

 private:
  void play(const Statement& statement);
  Step step(const Statement& statement);
  Step expect_line(const Say& say);
  Step answer(const Hear& hear);
  Step check(const Condition& condition);
  void capture(const Capture& capture);
  Step skip_unless(const Condition& condition);

  // server_directives.cc
  Step directive(const Statement& statement, const Directive& directive);
  Step of_server(const Directive& directive);
  Step expect(const Directive& directive);
  Step pause(const Directive& directive);
  Step tls(const Directive& directive);
  Step auth(const Directive& directive);
  base::Result<bool> log_in(const Directive& directive);
  Step message(const Directive& directive);
  Step bdat();
  Step expect_bytes(const std::string& wanted);
  Step expect_end();

  // The Error's text when `name` is no connection's.
  Step turn_to(const std::string& name);
  Step accept(const std::string& name);
  // The client that the statement is about; with no @connect so far, the first to come.
  Step need_wire();
  Step write(std::string_view bytes);
  base::Result<std::string> read_line();
  void tell_line(const std::string& line);
  std::string without_login(const std::string& line) const;
  void learn_login(const std::string& line);
  void fail(const Statement& statement, Trouble why);
  void tell(const smtp::Event& event);
  base::Deadline deadline() const;

  const Script& script_;
  const ServerOptions& options_;
  Variables& variables_;
  const smtp::Transcript& transcript_;
  std::map<std::string, Guest> guests_;
  Guest* guest_ = nullptr;       // who was named last
  const Guest* told_ = nullptr;  // of whom the transcript speaks
  base::Duration absence_{};     // what @pause adds to the wait for the next client
  std::size_t next_ = 0;
  Played played_;
};

}  // namespace session
