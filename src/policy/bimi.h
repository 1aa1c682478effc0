// A BIMI record, the logo beside a message (draft-brand-indicators-for-message-identification).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/dmarc_discovery.h"
#include "policy/finding.h"

namespace policy {

struct BimiRecord {
  bool declined = false;  // "l=;": there is deliberately no logo
  std::string logo;       // l=: an https URL of an SVG
  std::string evidence;   // a=: an https URL of a PEM file with the mark certificate; may be empty
  std::string avatar;     // avp=: "brand" or "personal"; empty when not said
  std::vector<Finding> findings;
  std::string mended;      // the whole record without its faults; empty when it has none
  bool is_certain = true;  // false when a part of `mended` is one of several that may be meant
};

bool is_bimi(std::string_view text);
// An error only for what is no BIMI record at all. One finding has the line that mends all faults.
Parsed<BimiRecord> parse_bimi(std::string_view text, std::string_view domain);
std::string bimi_name(std::string_view domain, std::string_view selector = "default");

// A logo is shown only beside mail whose DMARC policy is quarantine or reject, for subdomains too.
std::vector<Finding> lint_bimi_policy(const DmarcDiscovery& dmarc);

}  // namespace policy
