// A session file as a value: its statements, in the order of their lines. See ehlo-session(5).
//
// Nothing here is expanded, looked up or read from elsewhere: a Script says what stands in the
// file. parser.h makes it, printer.h writes it, load.h follows its @include lines.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace session {

// The text of one file, for showing a line and for nothing else.
struct Source {
  std::string name;
  std::vector<std::string> lines;  // without their ends
};

struct Place {
  std::shared_ptr<const Source> source;
  std::size_t line = 0;  // from 1
  std::size_t at = 0;    // byte offset in the line where the statement's content starts
};

// Text with {{name}} and {{function "argument"}} in it.
struct Template;
struct Piece {
  bool is_call = false;
  std::string text;                 // what is sent; of a call, its name
  std::vector<Template> arguments;  // of a call; none for a variable
  friend bool operator==(const Piece&, const Piece&);
};
struct Template {
  std::vector<Piece> pieces;  // no two literal pieces stand side by side, and none is empty

  static Template literal(std::string_view text);
  bool is_literal() const;
  // The text when it is literal; for anything else the empty string.
  std::string_view literal_text() const;
  void append(std::string_view text);
  friend bool operator==(const Template&, const Template&) = default;
};

enum class Subject {
  code,
  status,
  text,
  line,
  lines,
  ehlo,
  time,
  elapsed,
  bytes,
  tls_version,
  tls_cipher,
  tls_group,
  tls_verified,
  tls_resumed,
  tls_ocsp,
  tls_alert,
  cert_subject,
  cert_issuer,
  cert_names,
  cert_days,
  cert_sha256,
  cert_spki,
  peer_ip,
  peer_name,
  var,
};

enum class Predicate {
  equal,
  not_equal,
  less,
  at_most,
  more,
  at_least,
  contains,
  starts_with,
  ends_with,
  matches,
  exists,
};

// SUBJECT [ARGUMENT] [not] PREDICATE [VALUE]
struct Condition {
  Subject subject = Subject::code;
  std::string argument;  // the keyword of `ehlo`, the number of `line`, the name of `var`
  bool negated = false;
  Predicate predicate = Predicate::exists;
  Template value;  // of `matches` the pattern as it stands, never expanded
  friend bool operator==(const Condition&, const Condition&) = default;
};

enum class Verb {
  connect,
  use,
  tls,
  plain,
  auth,
  proxy,
  xclient,
  message,
  bdat,
  send,
  flush,
  pause,
  timeout,
  close,
  reset,
  swallow,
  expect,
  set,
  capture,
  include,
  skip_unless,
};

struct Blank {};
struct Comment {
  std::string text;  // behind the '#', as written
};
// C: one line of the client, without CRLF. `\*` in it stands for `*`.
struct Say {
  Template text;
};
// S: one reply of the server, of one line or many.
struct Hear {
  bool optional = false;           // S?
  std::vector<std::string> codes;  // "250", "2xx"; alternatives, at least one
  std::string status;              // "4.7.1", "4.7.x"; empty when none binds
  std::vector<Template> lines;     // behind "250-" or "250 ", at least one
};
// ?
struct Check {
  Condition condition;
};
struct Capture {
  std::string name;
  Condition from;  // `exists`, or `matches` with a pattern that has one group
};
struct SkipUnless {
  Condition condition;
};
struct Option {
  std::string key;
  Template value;
};
// Any other directive; directives.h says what each takes.
struct Directive {
  Verb verb = Verb::flush;
  bool of_server = false;  // @S
  std::vector<Template> values;
  std::vector<Option> options;

  // Null when it does not stand there.
  const Template* option(std::string_view key) const;
};

struct Statement {
  Place place;
  std::string connection;  // the NAME of `C NAME:`, `S NAME:`, `@connect NAME=`; often empty
  std::variant<Blank, Comment, Say, Hear, Check, Capture, SkipUnless, Directive> what;
};

struct Script {
  std::shared_ptr<const Source> source;
  std::vector<Statement> statements;

  // The S: that is the first statement from `next` on that is no comment and not blank; null when
  // another one is.
  const Hear* next_hear(std::size_t next) const;
};

}  // namespace session
