// What was seen of each address, whether it is judged or not: banner, keywords in clear and in TLS,
// TLS, certificates, times.
#pragma once

#include <string>

#include "probe/result.h"

namespace report {

std::string probe_facts(const probe::TargetResult& result);

}  // namespace report
