// A Stream whose waiting ends when somebody says stop: a signal must not have to wait for a client
// that says nothing.
#pragma once

#include <memory>
#include <stop_token>

#include "net/stream.h"

namespace commands {

// After a stop each read() is an Error of kind lost, within a quarter of a second. No write and no
// handshake waits longer than smtp::ServerInput::kGrace, so that a stop does not either.
std::unique_ptr<net::Stream> stoppable(std::unique_ptr<net::Stream> inner, std::stop_token stop);

}  // namespace commands
