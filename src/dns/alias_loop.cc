#include "dns/alias_loop.h"

#include <algorithm>

#include "dns/message_parser.h"

namespace dns {

bool is_loop(const std::vector<std::string>& aliases, std::string_view name) {
  if (aliases.empty()) return false;
  const auto last = aliases.end() - 1;
  return *last == name || std::find(aliases.begin(), last, *last) != last;
}

std::optional<Answer> find_loop(Resolver& resolver, std::string_view name,
                                base::Deadline deadline) {
  Answer loop;
  loop.status = Status::malformed;
  std::string at(name);
  while (!is_loop(loop.aliases, name)) {
    const Answer link = resolver.ask(at, Type::cname, deadline);
    if (link.records.empty() || loop.aliases.size() == kMaxAliases) return std::nullopt;
    at = link.records.front().host;
    loop.aliases.push_back(at);
  }
  return loop;
}

}  // namespace dns
