// What `ehlo mx --spf-check --json` prints: one JSON object.
#pragma once

#include <string>

#include "policy/spf_check.h"

namespace report {

std::string json_of(const policy::SpfVerdict& verdict, const policy::SpfClient& client);

}  // namespace report
