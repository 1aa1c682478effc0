// Where reports are to go: the values of rua= and ruf= (RFC 9989, RFC 8460 section 3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/mending.h"

namespace policy {

struct ReportUri {
  std::string text;    // as published
  std::string scheme;  // "mailto", "https"; lower case
  std::string domain;  // of the mail address or of the URL's host, lower case
};

// Who is to send them: DMARC knows mailto: alone, TLS-RPT https: besides.
enum class ReportKind { dmarc, tls };

// The good ones of a list with commas between. A comma or "!" inside an address must stand as %2C
// or %21; the size limit of RFC 7489 ("!10m") is a hint. What is wrong with the others, and what
// mends it, goes to `mending`; `text` begins at `column` of the record. `instead`: what takes the
// place of a list in which nothing can be used.
std::vector<ReportUri> parse_report_uris(std::string_view text, std::size_t column, ReportKind kind,
                                         std::string_view instead, Mending& mending);

}  // namespace policy
