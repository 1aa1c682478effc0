// Logins that a session file spells out: as secret as one that stands in a variable.
#pragma once

#include "base/mask.h"
#include "session/script.h"

namespace session {

// Hides the password or token of each @auth, what a C: line says behind AUTH and its mechanism, and
// what one answers to a 334. The lines of a message are none of these.
void hide_spelled_logins(const Script& script, base::Mask& mask);

}  // namespace session
