// One JSON object for one `ehlo send`.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "smtp/conversation.h"
#include "smtp/transcript.h"

namespace report {

// Listens to a conversation and tells it as JSON at its end: target, peer, steps (stage, command,
// reply, milliseconds), TLS facts, recipients, queue id, error, notes. Message content is counted,
// not kept; server text is escaped, and what is not UTF-8 in it stands as \xHH.
class JsonSend {
 public:
  // What a refusal means and what to do; may give "".
  using Explain = std::function<std::string(const smtp::Reply&)>;

  explicit JsonSend(Explain explain = nullptr);
  ~JsonSend();
  JsonSend(const JsonSend&) = delete;
  JsonSend& operator=(const JsonSend&) = delete;

  void tell(const smtp::Event& event);
  std::string text(const smtp::Outcome& outcome, int exit_status) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace report
