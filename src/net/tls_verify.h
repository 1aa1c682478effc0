// Is a chain of certificates to be trusted, and for a name? The handshake does not ask: it goes on
// whatever the peer sent, and this judges afterwards, so that the verdict can say everything.
#pragma once

#include <string>

#include "net/tls_ptr.h"
#include "net/tls_verdict.h"

namespace net {

// `chain` as the server sent it, its own certificate first. `name` may be empty: none is matched.
// The time is now.
Verdict judge_chain(STACK_OF(X509) * chain, X509_STORE& roots, const std::string& name);

}  // namespace net
