// Where reports about TLS are to go: the record at _smtp._tls.DOMAIN (RFC 8460 section 3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/report_uri.h"

namespace policy {

struct TlsRptRecord {
  std::vector<ReportUri> uris;
  std::vector<Finding> findings;
};

bool is_tls_rpt(std::string_view text);
Parsed<TlsRptRecord> parse_tls_rpt(std::string_view text, std::string_view domain);
std::string tls_rpt_name(std::string_view domain);

}  // namespace policy
