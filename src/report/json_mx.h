// What `ehlo mx --json` prints: one JSON object a line, one for each domain.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "policy/domain_report.h"
#include "report/route.h"

namespace report {

std::string json_of(const policy::DomainReport& report);
// A line of a list that is no domain.
std::string json_of_no_domain(const std::string& domain, const base::Error& error);

std::string json_of_route(const std::string& recipient, const std::vector<RouteHost>& hosts);

}  // namespace report
