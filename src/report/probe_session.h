// What a probe found, as a session file that asserts it: the job that tells when it changes.
#pragma once

#include <string>

#include "probe/result.h"
#include "probe/wish.h"

namespace report {

// A conversation for each address that could be spoken to, with the replies as they were and a `?`
// line for each keyword, the TLS version and the days that the certificate must have left
// (wish.cert_warn). The names and the trust of a certificate are asserted where they held. What
// kept an address from being spoken to is a comment. Empty when there is nothing to assert.
std::string session_of(const probe::TargetResult& result, const probe::Wish& wish);

}  // namespace report
