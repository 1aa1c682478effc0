// What `ehlo mx --json` prints: one JSON object a line, one for each domain.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/dane.h"
#include "policy/domain_report.h"
#include "report/route.h"

namespace report {

std::string json_of(const policy::DomainReport& report);
// A line of a list that is no domain.
std::string json_of_no_domain(const std::string& domain, const base::Error& error);

// What --tlsa-for makes for one service: its name, and the lines to publish.
std::string json_of_tlsa(const std::string& host, std::uint16_t port,
                         const std::vector<policy::TlsaRecord>& records);

std::string json_of_route(const std::string& recipient, const std::vector<RouteHost>& hosts);

}  // namespace report
