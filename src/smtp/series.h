// Several messages over one connection, one after the other.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "smtp/connection.h"
#include "smtp/conversation.h"

namespace smtp {

// Greeting, EHLO, STARTTLS, XCLIENT, login: all that comes before the first MAIL. False when it
// does not come to that; why, `outcome` says. Nobody said QUIT then.
bool prepare_session(Connection& connection, Transcript& transcript, const Plan& plan,
                     Outcome& outcome);

struct Letter {
  std::vector<Path> recipients;
  Compose compose;
};

struct Series {
  // The next letter; nothing when there is none for this connection.
  std::function<std::optional<Letter>()> next;
  // What came of it. Called before the next one is asked for.
  std::function<void(const Outcome&)> done;
};

// Sends the letters, each in a transaction of its own (RSET stands behind one that did not come to
// its content), and says goodbye. It ends early when the connection does, or when the server's
// LIMITS (MAILMAX) say so. The Outcome is that of the session: without recipients, with the error
// or refusal that kept it from its first letter.
Outcome converse_in_series(Connection& connection, Transcript& transcript, Plan plan,
                           const Series& series);

}  // namespace smtp
