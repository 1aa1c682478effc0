// Host by host and address by address, until one takes part in the conversation.
#pragma once

#include <functional>
#include <memory>

#include "commands/target.h"
#include "dns/resolver.h"
#include "net/dialer.h"
#include "net/stream.h"
#include "smtp/conversation.h"
#include "smtp/transcript.h"

namespace commands {

// What is said once a connection to `host` stands.
using Converse = std::function<smtp::Outcome(std::unique_ptr<net::Stream>, const Host& host)>;

// Tries the hosts of `target` in their order, and all addresses of each (RFC 5321 section 5.1). The
// next one follows a connection that fails, and one that is lost or silent before its greeting: so
// nothing was sent that could arrive twice. By MX the next host follows a 4xx greeting too.
//
// When nobody takes part the Outcome is the last one that may be mended by waiting, or else the
// last; its Error tells of all that went wrong.
smtp::Outcome try_hosts(const Target& target, const Dialing& dialing, dns::Resolver& resolver,
                        net::Dialer& dialer, smtp::Transcript& transcript,
                        const Converse& converse);

}  // namespace commands
