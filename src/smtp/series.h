// Several messages over one connection, one after the other.
#pragma once

#include <cstdint>
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
  std::uint64_t number = 0;  // the caller's own
  std::vector<Path> recipients;
  Compose compose;
};

struct Series {
  // The next letter; nothing when there is none for this connection.
  std::function<std::optional<Letter>()> next;
  // What came of one, in the order of next().
  std::function<void(const Letter&, const Outcome&)> done;
  // With PIPELINING next() may be called before what came of the letters ahead is told. Else each
  // call of done() comes first.
  bool ahead = false;
};

// Sends the letters, each in a transaction of its own (RSET stands behind one that did not come to
// its content), and says goodbye. It ends early when the connection does, or when the server's
// LIMITS (MAILMAX, which counts transactions) say so. The Outcome is that of the session: without
// recipients, with the error or refusal that kept it from its first letter.
//
// `ahead` and plan.pipeline: the dot of a letter, and the envelope of the next one, go out in one
// write; with plan.chunking up to kMostInFlight small letters are on their way at once, as soon as
// one was accepted and until one is not. When the connection is lost, the outcome is unknown for
// each letter whose end was written and not answered, and for no other.
Outcome converse_in_series(Connection& connection, Transcript& transcript, Plan plan,
                           const Series& series);

inline constexpr std::size_t kMostInFlight = 128;

}  // namespace smtp
