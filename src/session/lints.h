// What can be known to be wrong with a script before anything is sent.
#pragma once

#include <string>
#include <vector>

#include "session/script.h"
#include "session/variables.h"

namespace session {

enum class Side { client, server };

struct Finding {
  Place place;
  std::string text;
  bool fatal = false;  // the script cannot be played; else it is only worth a look
  // It is for whoever plays the script to mend: a variable that was not given.
  bool of_caller = false;
};

// Fatal: a variable that nothing sets before its use, a function that cannot be done, a connection
// that was never opened.
// Worth a look: a status that does not bind because its class is not the code's, and lines behind
// what closes their connection. What a server could not play is servable.h's.
std::vector<Finding> lint(const Script& script, const Variables& variables, Side side);

// False when nothing at all is judged: no S:, no `?`, no @expect.
bool has_expectations(const Script& script);

// "file:line:column: text", the line and its caret.
std::string show(const Finding& finding);

}  // namespace session
