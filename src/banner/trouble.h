// What to do about a server that could not be looked at.
#pragma once

#include <string_view>

#include "base/result.h"
#include "net/dialer.h"

namespace banner {

// By the stage and the kind of `error`, and by what stopped the connection; `tls` when it was
// spoken to with TLS from the first byte. Empty when nothing is to be said but the error itself.
std::string_view advice(const base::Error& error, net::Obstacle obstacle, bool tls);

}  // namespace banner
