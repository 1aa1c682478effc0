// How a Connection ends: with QUIT where that can be said, and without a word.
#include <algorithm>
#include <utility>

#include "smtp/connection.h"
#include "smtp/farewell.h"

namespace smtp {

using base::Deadline;
using base::Duration;
using base::Error;
using base::ErrorKind;
using base::fail;
using base::Stage;

// Who is mute before the greeting is told nothing: a client may not speak first. Nor is who still
// thinks about the message: whoever replays this would take its 250 for the answer to QUIT.
bool Connection::may_say_quit(const std::optional<Error>& trouble) const {
  if (in_content_ || unwritable_) return false;
  if (!trouble) return true;
  return trouble->kind == ErrorKind::timeout && trouble->stage != Stage::tls &&
         trouble->stage != Stage::greeting && trouble->stage != Stage::dot;
}

void Connection::say_quit(const std::optional<Error>& trouble) {
  if (trouble) transcript_.tell(event::Closed{&*trouble});
  const bool endless = patience_.each == Duration::zero();
  farewell_ = Deadline::after(endless ? kFarewell : std::min(kFarewell, patience_.each));
  // A late reply to what timed out is none to QUIT. What else is unread is told, and not dropped.
  if (trouble) parser_.clear();
  const auto sent = send(Stage::quit, "QUIT");
  const auto reply = sent ? receive(Stage::quit) : fail(sent.error());
  if (!reply && !trouble) transcript_.note(reply.error().text);
  error_.reset();
}

void Connection::quit() {
  if (closed_) return;
  const auto trouble = error_ ? std::exchange(error_, {}) : unwritable_;
  if (may_say_quit(trouble))
    say_quit(trouble);
  else
    error_ = trouble;
  close();
  error_ = trouble;
}

void Connection::close() {
  if (std::exchange(closed_, true)) return;
  stream_->close();
  tell_notes();
  transcript_.tell(event::Closed{error_ ? &*error_ : nullptr});
}

}  // namespace smtp
