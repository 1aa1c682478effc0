// What to do about a server that could not be looked at.
#pragma once

#include <string_view>

#include "base/result.h"

namespace banner {

// By the stage and the kind of `error`; `tls` when it was spoken to with TLS from the first byte.
// Empty when nothing is to be said but the error itself.
std::string_view advice(const base::Error& error, bool tls);

}  // namespace banner
