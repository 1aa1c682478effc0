// Tells what crosses a conversation, while it crosses, to whoever listens.
//
// The text on stdout, the recorded session file, JSON and the verdict are all made from these
// events and from nothing else. A Transcript keeps nothing: memory does not grow with a message.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "net/tls.h"
#include "smtp/reply.h"

namespace smtp {

enum class Side { client, server };

namespace event {

// A connection is asked for. `target` as a session file's @connect takes it.
struct Connecting {
  std::string target;
  std::string from{};  // the own address that was asked for; empty: the system's choice
  std::string name{};  // tells it from others that stand at the same time; often empty
};
// It stands. `peer` is the address reached.
struct Connected {
  std::string peer;
  base::Duration took{};
};
// Bytes go out ahead of the conversation: the header of a proxy.
struct Ahead {
  std::string bytes;
};
// A command line went out (without CRLF; what is secret in it is masked already).
struct Command {
  base::Stage stage;
  std::string line;
};
// A whole reply came in. `took`: since the command (or the write of its group) went out.
struct Heard {
  base::Stage stage;
  const Reply& reply;
  std::chrono::microseconds took{};
};
// Message content went out, as it stands on the wire: dots stuffed, CRLF. Cut anywhere.
struct Content {
  std::string_view bytes;
};
// The whole content is out, the final dot too. `file` is where it came from, if one.
struct ContentEnd {
  std::string file;
  std::uint64_t lines = 0;
  std::uint64_t bytes = 0;
  bool dotted = true;  // false where no dot ended it: a chunk of BDAT, a lost client
};
// The handshake succeeded.
struct TlsUp {
  const net::TlsFacts& facts;
  const net::TlsOptions& options;
};
// It was tried and did not succeed; why, Closed says. `refused`: what the server showed, when that
// is the reason; else null.
struct TlsFailed {
  const net::TlsOptions& options;
  const net::TlsFacts* refused = nullptr;
};
// A SASL exchange begins. What crosses inside it follows as AuthLine.
struct AuthBegun {
  std::string mechanism;
  std::string user;
  std::string secret = "password";  // the variable that stands for it; empty: there is none
  std::string authorization{}, realm{}, domain{};
};
// One line of the exchange, secrets masked.
struct AuthLine {
  Side side;
  std::string line;
};
// A line of a session file that is none of the others: "@pause 3s", "@use second".
struct SessionLine {
  std::string line;
};
// Something worth telling that did not cross the wire. `warning`: it should not be overlooked.
struct Note {
  std::string text;
  bool warning = false;
};
// Bytes as they crossed, only when raw bytes were asked for, never inside AUTH.
struct Raw {
  Side side;
  std::string_view bytes;
};
// The conversation is over. `error` says why when it was not meant to be.
struct Closed {
  const base::Error* error = nullptr;
};

}  // namespace event

using Event = std::variant<event::Connecting, event::Connected, event::Ahead, event::Command,
                           event::Heard, event::Content, event::ContentEnd, event::TlsUp,
                           event::TlsFailed, event::AuthBegun, event::AuthLine, event::SessionLine,
                           event::Note, event::Raw, event::Closed>;

class Transcript {
 public:
  using Listener = std::function<void(const Event&)>;

  void listen(Listener listener) { listeners_.push_back(std::move(listener)); }
  void tell(const Event& event) const {
    for (const Listener& listener : listeners_) listener(event);
  }
  void note(std::string text) const { tell(event::Note{std::move(text), false}); }
  void warn(std::string text) const { tell(event::Note{std::move(text), true}); }

  // Raw bytes are told only when somebody wants them: copying them costs.
  bool wants_raw = false;

 private:
  std::vector<Listener> listeners_;
};

}  // namespace smtp
