// One more connection to a server that was looked at, up to the end of its handshake.
#pragma once

#include "probe/examination.h"
#include "probe/tls_session_judges.h"

namespace probe {

// `wish` says what is offered. Refused: the handshake was begun, and failed before its time was up.
Shaken shake_hands(const Subject& subject, const Wish& wish);

}  // namespace probe
