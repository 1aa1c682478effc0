// Where reports are to go: the values of rua= and ruf= (RFC 9989, RFC 8460 section 3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"

namespace policy {

struct ReportUri {
  std::string text;    // as published
  std::string scheme;  // "mailto", "https"; lower case
  std::string domain;  // of the mail address or of the URL's host, lower case
};

// Who is to send them: DMARC knows mailto: alone, TLS-RPT https: besides.
enum class ReportKind { dmarc, tls };

struct ReportUris {
  std::vector<ReportUri> good;
  std::vector<Finding> findings;  // about the others; columns count from `column`
};

// A list with commas between. A comma or "!" inside an address must stand as %2C or %21; the size
// limit of RFC 7489 ("!10m") is a hint.
ReportUris parse_report_uris(std::string_view text, std::size_t column, ReportKind kind);

}  // namespace policy
