// What can go wrong, as a value.
//
// A refusal by a server is not here: a 550 is a smtp::Reply like any other. An Error says that
// something could not be done at all: a lost conversation, an option that cannot be, a file that
// cannot be read. Decide by `kind`; show `text`; never search a text.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace base {

enum class ErrorKind {
  usage,        // an option value or combination that cannot be           exit 64
  parse,        // a file or value that does not follow its grammar        exit 65
  no_input,     // an input file that cannot be read                       exit 66
  no_host,      // the name leads to no host                               exit 68
  io,           // this machine's own disk, pipe or memory                 exit 74
  connect,      // no connection: refused, unreachable, name server mute   exit 75
  timeout,      // a deadline passed                                       exit 75
  lost,         // the peer closed or reset the connection                 exit 75
  protocol,     // the peer does not speak SMTP (or TLS, SASL) as it must  exit 76
  tls,          // TLS failed, is not trusted, or is required and missing  exit 77
  auth,         // no login is possible                                    exit 77
  unsupported,  // the server does not offer what was demanded          exit 69
};

// The step of a conversation. Each has one word in `stage_words` (result.cc); every message and
// report that names a step takes it from there.
enum class Stage {
  none,
  resolve,
  connect,
  greeting,
  ehlo,
  helo,
  lhlo,
  starttls,
  tls,
  auth,
  mail,
  rcpt,
  data,
  message,  // the content itself, between 354 and the dot
  dot,      // the dot and the reply to it
  rset,
  quit,
  other,  // a command that is none of these
};

// True when the rows of a table follow the order of an enum whose first value is 0, each once and
// the last one `last`: then the value is the row's index.
template <typename Table, typename Row, typename Enum>
constexpr bool in_order_of_enum(const Table& table, Enum Row::*key, Enum last) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].*key) != i) return false;
  return table.size() == static_cast<std::size_t>(last) + 1;
}

// "end of data" for Stage::dot, "RCPT TO" for Stage::rcpt: the words for people.
std::string_view stage_words(Stage stage);

// "dot", "rcpt": the identifier in JSON and in --quit-after.
std::string_view stage_name(Stage stage);

struct [[nodiscard]] Error {
  ErrorKind kind;
  Stage stage = Stage::none;
  std::string text;  // stage, cause and consequence; one line, safe to print
};

template <typename T>
using Result = tl::expected<T, Error>;

// return fail(ErrorKind::usage, "...");
inline tl::unexpected<Error> fail(ErrorKind kind, std::string text) {
  return tl::unexpected<Error>(Error{kind, Stage::none, std::move(text)});
}
inline tl::unexpected<Error> fail(ErrorKind kind, Stage stage, std::string text) {
  return tl::unexpected<Error>(Error{kind, stage, std::move(text)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace base
