// What of a script a server that plays it as it stands would not satisfy: its S: blocks are less
// than its own `?`, @capture and @skip-unless lines ask for. A client can play it all the same.
#pragma once

#include <vector>

#include "session/lints.h"
#include "session/script.h"
#include "session/variables.h"

namespace session {

// Replies whose text is known only while it runs are taken to be right.
std::vector<Finding> find_unservable(const Script& script, const Variables& variables);

}  // namespace session
