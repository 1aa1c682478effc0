#include "probe/checks.h"

#include <algorithm>
#include <array>

namespace probe {
namespace {

constexpr std::array kTables{
    resolve_checks,
    connect_checks,
    greeting_checks,
    ehlo_checks,
    starttls_checks,
    tls_checks,
    tls_session_checks,
    certificate_checks,
    dane_checks,
    mta_sts_checks,
    auth_checks,
    login_checks,
    ntlm_checks,
    domain_checks,
    starttls_test_checks,
    tls_enumeration_checks,
    tls_session_test_checks,
    envelope_checks,
    relay_checks,
    smuggling_checks,
    reach_checks,
};

std::vector<const Check*> gathered() {
  std::vector<const Check*> all;
  for (const auto table : kTables)
    for (const Check& check : table()) all.push_back(&check);
  std::ranges::stable_sort(all, {}, &Check::stage);
  return all;
}

}  // namespace

const std::vector<const Check*>& all_checks() {
  static const std::vector<const Check*> all = gathered();
  return all;
}

const Check* find_check(std::string_view id) {
  const auto found = std::ranges::find(all_checks(), id, &Check::id);
  return found == all_checks().end() ? nullptr : *found;
}

}  // namespace probe
