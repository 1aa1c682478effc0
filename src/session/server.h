// The server's side of a script, statement by statement. See player.h; only server*.cc look inside.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "session/dialogue.h"
#include "session/facts.h"
#include "session/player.h"
#include "session/step.h"
#include "session/wire.h"

namespace session {

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

  // server_directives.cc
  Step directive(const Directive& directive);
  Step of_server(const Directive& directive);
  Step expect(const Directive& directive);
  Step tls();
  Step auth(const Directive& directive);
  base::Result<bool> log_in(const Directive& directive);
  Step message();
  Step bdat();
  Step expect_bytes(const std::string& wanted);
  Step expect_end();

  Step accept();
  Step need_wire();
  Step write(std::string_view bytes);
  base::Result<std::string> read_line();
  bool answer_follows() const;
  void fail(const Statement& statement, Trouble why);
  void tell(const smtp::Event& event);
  base::Deadline deadline() const;

  const Script& script_;
  const ServerOptions& options_;
  Variables& variables_;
  const smtp::Transcript& transcript_;
  std::unique_ptr<Wire> wire_;
  bool accepted_ = false;   // a client was waited for already
  bool abandoned_ = false;  // a failure ended this connection; the next @connect goes on
  Facts facts_;
  Dialogue dialogue_;
  base::Duration allowance_{};  // what the client's @pause adds to the next wait
  std::size_t next_ = 0;
  Played played_;
};

}  // namespace session
