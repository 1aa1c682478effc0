// Values of CAA, DS and SOA records, from their bytes (dns::Record::data).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"

namespace policy {

// RFC 8659.
struct CaaRecord {
  bool critical = false;
  std::string tag;    // "issue", "issuewild", "iodef", "issuemail", ...; lower case
  std::string value;  // "letsencrypt.org; validationmethods=dns-01"
};
Parsed<CaaRecord> parse_caa(std::string_view rdata);
std::string show(const CaaRecord& record);  // 0 issue "letsencrypt.org"
// What an authority does not understand in the record of `owner`: then it issues nothing, or
// whoever asks gets one.
std::vector<Finding> lint_caa(const CaaRecord& record, std::string_view owner);

// RFC 4034 section 5.
struct DsRecord {
  std::uint16_t key_tag = 0;
  std::uint8_t algorithm = 0, digest_type = 0;
  std::string digest;  // raw
};
Parsed<DsRecord> parse_ds(std::string_view rdata);
std::string show(const DsRecord& record);  // "12345 13 2 abcd..."

std::string dnssec_algorithm_name(std::uint8_t algorithm);  // "ECDSAP256SHA256", "algorithm 99"
// What RFC 8624 says against it: SHA-1 digests, algorithms that validators ignore.
std::vector<Finding> lint_ds(const DsRecord& record);

// RFC 1035 section 3.3.13. The two names before the numbers are left out: they may be compressed,
// and then cannot be read without the whole message. Seconds, but for the serial.
struct SoaRecord {
  std::uint32_t serial = 0, refresh = 0, retry = 0, expire = 0;
  std::uint32_t negative_ttl = 0;  // how long "there is none" is believed (RFC 2308)
};
Parsed<SoaRecord> parse_soa(std::string_view rdata);

}  // namespace policy
