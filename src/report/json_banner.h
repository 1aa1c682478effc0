// What `ehlo banner --json` prints: one JSON object a line, one for each server.
#pragma once

#include <cstddef>
#include <string>

#include "banner/server_report.h"
#include "report/json_results.h"

namespace report {

// `part` of `parts` that one target led to, from 1. Of a long greeting the first lines.
std::string json_of(const banner::ServerReport& report, std::size_t part, std::size_t parts,
                    const ResultStatus& status);

}  // namespace report
