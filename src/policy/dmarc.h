// The text of a DMARC record (RFC 9989 sections 4.7 and 4.8). Asks nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/dmarc_policy.h"
#include "policy/finding.h"
#include "policy/report_uri.h"
#include "policy/tag_list.h"

namespace policy {

enum class DmarcAlignment { relaxed, strict };
enum class DmarcPsd { unknown, yes, no };

struct DmarcRecord {
  std::string text;
  DmarcPolicy policy = DmarcPolicy::none;         // p
  std::optional<DmarcPolicy> subdomains;          // sp; none: as p
  std::optional<DmarcPolicy> missing;             // np, for names that do not exist; none: as sp
  DmarcAlignment dkim = DmarcAlignment::relaxed;  // adkim
  DmarcAlignment spf = DmarcAlignment::relaxed;   // aspf
  DmarcPsd psd = DmarcPsd::unknown;
  bool testing = false;                       // t=y: one step milder than published
  std::vector<ReportUri> aggregate, failure;  // rua, ruf
  std::string failure_options = "0";          // fo
  // False when p, sp or np is not valid and no rua saves the record: then a receiver does nothing.
  bool applies = true;
  // What its owner must decide before a whole record can be told that does no harm; else empty.
  std::string to_decide;
  std::string mended;      // the whole record without its faults; empty when it has none
  bool is_certain = true;  // false when a part of `mended` is one of several that may be meant
  std::vector<TagMeaning> meanings;  // a line for each tag in it
  std::vector<Finding> findings;     // columns are of `text`
  // Which of them says that sp= asks for less than p=; below the domain that may be known already.
  std::optional<std::size_t> weaker_below;
};

// True for a record that begins with v=DMARC1; all others are passed over.
bool is_dmarc(std::string_view text);

// `text` is what stands at _dmarc.<domain>. An error only for what is no DMARC record at all; what
// a receiver ignores in one is a finding. One of them has the line to publish that mends them all;
// a stricter policy is never in it, but told apart.
Parsed<DmarcRecord> parse_dmarc(std::string_view text, std::string_view domain);

}  // namespace policy
