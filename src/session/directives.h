// What each directive takes: one table, which parser, printer, players and the man page's check
// read. @capture and @skip-unless hold a condition and are read by conditions.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "session/cursor.h"
#include "session/script.h"

namespace session {

enum class Kind {
  text,
  words,     // one of `words`
  name,      // of a variable or connection; never expanded
  file,      // relative to the session file
  target,    // HOST[:PORT], unix:PATH, exec:COMMAND
  duration,  // 3s
  size,      // 64KiB
  version,   // TLSv1.2
  bytes,     // in quotes, sent as they are
};

struct Parameter {
  std::string_view name;  // of an option its key
  Kind kind = Kind::text;
  std::string_view words = {};  // "on|off|dane"
};

enum class Party { client, server, both };

struct DirectiveRow {
  Verb verb;
  std::string_view name;
  Party party;  // whose it may be: `both` has an @S form too
  std::string_view usage;
  std::size_t least;              // values that must stand there
  std::vector<Parameter> values;  // in their order; further ones are an error
  std::vector<Parameter> options;
  bool any_option = false;  // @xclient: NAME=value of any name
};

const std::vector<DirectiveRow>& directives();
const DirectiveRow& row_of(Verb verb);

// In a transcript its line stands as in the file; other directives have an event of their own
// there, or none.
bool is_told_as_it_stands(Verb verb);

// What stands behind '@', to the end of the line. The connection's name of `@connect NAME=...` goes
// into the statement.
Read<Statement> read_directive(Cursor& cursor);

std::string print_directive(const Statement& statement, const Directive& directive);

}  // namespace session
