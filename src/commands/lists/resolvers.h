// The resolvers of a pool of threads: one is not for several at once.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "commands/env.h"
#include "dns/resolver.h"

namespace commands {

using Resolvers = std::vector<std::unique_ptr<dns::Resolver>>;

// One for each of so many threads. An Error names the option --dns-server.
base::Result<Resolvers> make_resolvers(std::size_t threads, const dns::CaresOptions& options,
                                       const Env& env);

}  // namespace commands
