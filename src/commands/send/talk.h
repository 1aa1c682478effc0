// Where `ehlo send` goes, and with which names it speaks there.
#pragma once

#include <functional>
#include <memory>

#include "commands/env.h"
#include "commands/send/plan.h"
#include "commands/target.h"
#include "smtp/connection.h"
#include "smtp/conversation.h"

namespace commands {

// The server that was named, or the mail hosts of the job's domain. Asks the DNS.
base::Result<Target> find_target(const SendJob& job, dns::Resolver& resolver);

// A resolver of the job's name servers. Errors name --dns-server.
base::Result<std::unique_ptr<dns::Resolver>> resolver_of(const SendJob& job, const Env& env);

using Speak = std::function<smtp::Outcome(smtp::Connection&, const smtp::Plan&)>;

// Tries the hosts of `target`; what is said to the one that answers is `speak`'s. The plan of `job`
// gets that host's names.
smtp::Outcome talk(const Target& target, SendJob& job, dns::Resolver& resolver, Env& env,
                   smtp::Transcript& transcript, const Speak& speak);

}  // namespace commands
