#include "probe/wish.h"

#include <algorithm>

#include "probe/checks.h"

namespace probe {

net::TlsOptions all_tls() {
  net::TlsOptions options;
  options.min_version = "TLSv1";
  options.old_peers = true;
  options.staple = net::Staple::asked;
  options.shared = net::share_tls();
  return options;
}

bool Wish::wants(const Check& check) const {
  const auto named = [&](const std::set<std::string, std::less<>>& names) {
    return names.contains(check.id) || names.contains(stage_name(check.stage));
  };
  return (only.empty() || named(only)) && !named(skip);
}

bool Wish::wants(Stage stage) const {
  return std::ranges::any_of(
      all_checks(), [&](const Check* check) { return check->stage == stage && wants(*check); });
}

}  // namespace probe
