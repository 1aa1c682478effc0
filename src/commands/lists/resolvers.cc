#include "commands/lists/resolvers.h"

#include <utility>

namespace commands {

base::Result<Resolvers> make_resolvers(std::size_t threads, const dns::CaresOptions& options,
                                       const Env& env) {
  Resolvers resolvers;
  while (resolvers.size() < threads) {
    auto resolver = env.resolver(options);
    if (!resolver) {
      resolver.error().text = "--dns-server: " + resolver.error().text;
      return base::fail(std::move(resolver.error()));
    }
    resolvers.push_back(std::move(*resolver));
  }
  return resolvers;
}

}  // namespace commands
