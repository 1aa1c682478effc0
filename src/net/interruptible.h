// Waiting for something that is no peer, until a signal (interrupt.h) ends it.
#pragma once

#include "base/deadline.h"
#include "net/dialer.h"
#include "net/interrupt.h"

namespace net {

// True once dialer.interrupt() was called.
bool is_interrupted(const Dialer& dialer);

// Lets the time pass. False: `interrupt`, which may be null, was raised first.
bool pause(base::Duration span, const Interrupt* interrupt);

// Waits until `fd` has bytes, or its end. False: `interrupt` is raised; it may be null.
bool wait_for_input(int fd, const Interrupt* interrupt);

}  // namespace net
