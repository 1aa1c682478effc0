// The table of checks: all files named checks_*.cc and examine_*.cc, and reach.cc, give theirs to
// it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "probe/check.h"

namespace probe {

std::span<const Check> resolve_checks();
std::span<const Check> connect_checks();
std::span<const Check> greeting_checks();
std::span<const Check> ehlo_checks();
std::span<const Check> starttls_checks();
std::span<const Check> tls_checks();
std::span<const Check> tls_session_checks();
std::span<const Check> certificate_checks();
std::span<const Check> dane_checks();
std::span<const Check> mta_sts_checks();
std::span<const Check> auth_checks();
std::span<const Check> login_checks();
std::span<const Check> ntlm_checks();
std::span<const Check> starttls_test_checks();
std::span<const Check> tls_enumeration_checks();
std::span<const Check> tls_session_test_checks();
std::span<const Check> envelope_checks();
std::span<const Check> relay_checks();
std::span<const Check> smuggling_checks();
std::span<const Check> reach_checks();
std::span<const Check> domain_checks();

// All of them, stage by stage.
const std::vector<const Check*>& all_checks();

// Nothing when there is none of this id.
const Check* find_check(std::string_view id);

}  // namespace probe
