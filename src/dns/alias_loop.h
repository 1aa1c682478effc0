// Aliases (CNAME) that lead back to themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/resolver.h"

namespace dns {

// True when the last of `aliases`, the chain behind `name`, stood there before.
bool is_loop(const std::vector<std::string>& aliases, std::string_view name);

// For a name that a resolver answers with SERVFAIL, as many do for a loop: asked alias by alias
// they tell. The Answer, malformed and with its aliases, that names the loop; nothing when there is
// none.
std::optional<Answer> find_loop(Resolver& resolver, std::string_view name, base::Deadline deadline);

}  // namespace dns
