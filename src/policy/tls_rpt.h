// Where reports about TLS are to go: the record at _smtp._tls.DOMAIN (RFC 8460 section 3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/report_uri.h"

namespace policy {

struct TlsRptRecord {
  std::vector<ReportUri> uris;  // none: nobody gets reports
  std::vector<Finding> findings;
  std::string mended;      // the whole record without its faults; empty when it has none
  bool is_certain = true;  // false when a part of `mended` is one of several that may be meant
};

bool is_tls_rpt(std::string_view text);
// An error only for what is no TLS-RPT record at all. One finding has the line that mends them all.
Parsed<TlsRptRecord> parse_tls_rpt(std::string_view text, std::string_view domain);
// One record that sends reports to whomever one of these names.
std::string merge_tls_rpt(const std::vector<std::string>& texts, std::string_view domain);
std::string tls_rpt_name(std::string_view domain);

}  // namespace policy
