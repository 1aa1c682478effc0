// MTA-STS (RFC 8461): the TXT record, the policy file, and what matches. Asks nobody.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"

namespace policy {

constexpr std::size_t kMaxStsPolicy = 65536;    // bytes (section 3.3)
constexpr std::uint64_t kMaxStsAge = 31557600;  // seconds, a year (section 3.2)
constexpr std::uint64_t kShortStsAge = 86400;   // below it protects hardly

struct StsRecord {
  std::string id;  // 1 to 32 letters and digits
  std::vector<Finding> findings;
};
bool is_mta_sts(std::string_view text);
// `now`: what is to be published in its place gets an id of that time.
Parsed<StsRecord> parse_sts_record(std::string_view text, std::string_view domain, std::time_t now);

std::string sts_record_name(std::string_view domain);  // "_mta-sts.example.com"
std::string sts_policy_host(std::string_view domain);  // "mta-sts.example.com"
std::string sts_policy_url(
    std::string_view domain);  // "https://mta-sts.../.well-known/mta-sts.txt"

enum class StsMode { none, testing, enforce };
std::string_view sts_mode_name(StsMode mode);

struct StsPolicy {
  StsMode mode = StsMode::none;
  std::vector<std::string> mx;    // lower case: "mx.example.com", "*.example.net"
  std::uint64_t max_age = 0;      // seconds
  std::vector<Finding> findings;  // columns count from the start of the file
};
// The file as it was fetched; lines end in CRLF or LF.
Parsed<StsPolicy> parse_sts_policy(std::string_view text);

// Section 4.1: "*." stands for exactly one label on the left.
bool sts_matches(std::string_view pattern, std::string_view host);
bool sts_covers(const StsPolicy& policy, std::string_view host);

// What to publish for these hosts: the whole file.
std::string sts_policy_for(const std::vector<std::string>& hosts, StsMode mode);

}  // namespace policy
