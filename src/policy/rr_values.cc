#include "policy/rr_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/text.h"
#include "dns/wire_reader.h"

namespace policy {
namespace {

constexpr unsigned kCritical = 0x80;

constexpr std::array<std::string_view, 7> kCaaTags{
    "issue", "issuewild", "issuemail", "issuevmc", "iodef", "contactemail", "contactphone"};

struct AlgorithmRow {
  unsigned number;
  std::string_view name;
  bool discouraged;  // RFC 8624 section 3.1: not to be used for signing
};
constexpr std::array kAlgorithms{
    AlgorithmRow{1, "RSAMD5", true},
    AlgorithmRow{3, "DSA", true},
    AlgorithmRow{5, "RSASHA1", true},
    AlgorithmRow{6, "DSA-NSEC3-SHA1", true},
    AlgorithmRow{7, "RSASHA1-NSEC3-SHA1", true},
    AlgorithmRow{8, "RSASHA256", false},
    AlgorithmRow{10, "RSASHA512", false},
    AlgorithmRow{12, "ECC-GOST", true},
    AlgorithmRow{13, "ECDSAP256SHA256", false},
    AlgorithmRow{14, "ECDSAP384SHA384", false},
    AlgorithmRow{15, "ED25519", false},
    AlgorithmRow{16, "ED448", false},
};

// By what people call them, and by what they say that they look for in a CAA record.
struct AuthorityRow {
  std::string_view name, domain;
};
constexpr std::array kAuthorities{
    AuthorityRow{"letsencrypt", "letsencrypt.org"},
    AuthorityRow{"digicert", "digicert.com"},
    AuthorityRow{"sectigo", "sectigo.com"},
    AuthorityRow{"globalsign", "globalsign.com"},
    AuthorityRow{"godaddy", "godaddy.com"},
    AuthorityRow{"entrust", "entrust.net"},
    AuthorityRow{"buypass", "buypass.com"},
    AuthorityRow{"ssl", "ssl.com"},
    AuthorityRow{"google", "pki.goog"},
    AuthorityRow{"amazon", "amazon.com"},
};

bool is_domain(std::string_view text) {
  const auto fits = [](char c) { return base::is_alphanumeric(c) || c == '-' || c == '.'; };
  return text.find('.') != std::string_view::npos && std::ranges::all_of(text, fits);
}

// "letsencrypt.org" for "Let's Encrypt", "letsencrypt" and "https://letsencrypt.org/"; empty where
// nobody is known by that.
std::string authority_meant(std::string_view issuer) {
  if (const std::size_t scheme = issuer.find("://"); scheme != std::string_view::npos) {
    const std::string_view host = issuer.substr(scheme + 3);
    const std::string_view domain = host.substr(0, host.find('/'));
    return is_domain(domain) ? base::to_lower(domain) : std::string();
  }
  const auto letters = [](std::string_view text) {
    std::string out = base::to_lower(text);
    std::erase_if(out, [](char c) { return !base::is_alphanumeric(c); });
    return out;
  };
  const std::string name = letters(issuer);
  const auto found = std::ranges::find_if(kAuthorities, [&](const AuthorityRow& row) {
    return name == row.name || name == letters(row.domain);
  });
  return found == kAuthorities.end() ? std::string() : std::string(found->domain);
}

const AlgorithmRow* find_algorithm(unsigned number) {
  const auto found = std::ranges::find(kAlgorithms, number, &AlgorithmRow::number);
  return found == kAlgorithms.end() ? nullptr : &*found;
}

struct DigestRow {
  unsigned type;
  std::string_view name;
  std::size_t size;
};
constexpr std::array kDigests{DigestRow{1, "SHA-1", 20}, DigestRow{2, "SHA-256", 32},
                              DigestRow{3, "GOST", 32}, DigestRow{4, "SHA-384", 48}};

}  // namespace

Parsed<CaaRecord> parse_caa(std::string_view rdata) {
  dns::WireReader reader(rdata);
  const auto flags = reader.u8(), size = reader.u8();
  const auto tag = size ? reader.bytes(*size) : std::nullopt;
  if (!tag || tag->empty()) return invalid({}, "the CAA record is cut short");
  return CaaRecord{(*flags & kCritical) != 0, base::to_lower(base::printable(*tag)),
                   base::printable(reader.rest())};
}

std::string show(const CaaRecord& record) {
  return fmt::format("{} {} \"{}\"", record.critical ? kCritical : 0, record.tag, record.value);
}

std::vector<Finding> lint_caa(const CaaRecord& record, std::string_view owner) {
  const auto line = [&](const CaaRecord& one) {
    return fmt::format("{}. IN CAA {}", owner, show(one));
  };
  const std::string removal = "remove: " + line(record);
  const auto replaced = [&](CaaRecord right, std::string_view tag, std::string value) {
    right.tag = tag;
    right.value = std::move(value);
    return fmt::format("publish: {}\n{}", line(right), removal);
  };
  const auto fault = [](Level level, std::string text, std::string fix) {
    return std::vector<Finding>{{level, std::move(text), std::move(fix), {}}};
  };
  if (std::ranges::find(kCaaTags, record.tag) == kCaaTags.end()) {
    const auto meant = base::nearest(record.tag, {kCaaTags.begin(), kCaaTags.end()});
    return fault(record.critical ? Level::fail : Level::warn,
                 fmt::format("no authority knows the tag {} of {}: {}", record.tag, show(record),
                             record.critical ? "it issues nothing" : "it passes over the record"),
                 meant ? replaced(record, *meant, record.value) : removal);
  }
  if (record.tag == "iodef") {
    if (record.value.starts_with("mailto:") || record.value.starts_with("http")) return {};
    return fault(Level::warn, fmt::format("{} names no URL", show(record)),
                 record.value.find('@') == std::string::npos
                     ? removal
                     : replaced(record, record.tag, "mailto:" + record.value));
  }
  const std::string_view whole = record.value;
  const std::size_t end = std::min(whole.find(';'), whole.size());
  const std::string_view issuer = base::trim(whole.substr(0, end));
  if (!record.tag.starts_with("issue") || issuer.empty() || is_domain(issuer)) return {};
  const std::string meant = authority_meant(issuer);
  return fault(
      Level::fail, fmt::format("{} names no authority's domain: none may issue", show(record)),
      meant.empty() ? fmt::format("name the authority by its domain in place of: {}", line(record))
                    : replaced(record, record.tag, fmt::format("{}{}", meant, whole.substr(end))));
}

Parsed<DsRecord> parse_ds(std::string_view rdata) {
  dns::WireReader reader(rdata);
  const auto key_tag = reader.u16();
  const auto algorithm = reader.u8(), digest_type = reader.u8();
  const std::string_view digest = reader.rest();
  if (!digest_type || digest.empty()) return invalid({}, "the DS record is cut short");
  return DsRecord{*key_tag, *algorithm, *digest_type, std::string(digest)};
}

std::string show(const DsRecord& record) {
  return fmt::format("{} {} {} {}", record.key_tag, record.algorithm, record.digest_type,
                     base::hex_encode(record.digest));
}

Parsed<SoaRecord> parse_soa(std::string_view rdata) {
  constexpr std::size_t kNumbers = 5 * sizeof(std::uint32_t);
  constexpr std::size_t kShortestNames = 2;
  if (rdata.size() < kShortestNames + kNumbers) return invalid({}, "the SOA record is cut short");
  dns::WireReader reader(rdata.substr(rdata.size() - kNumbers));
  const auto number = [&] { return reader.u32().value_or(0); };
  return SoaRecord{number(), number(), number(), number(), number()};
}

std::string dnssec_algorithm_name(std::uint8_t algorithm) {
  const AlgorithmRow* row = find_algorithm(algorithm);
  return row ? std::string(row->name) : fmt::format("algorithm {}", algorithm);
}

std::vector<Finding> lint_ds(const DsRecord& record) {
  std::vector<Finding> findings;
  const auto add = [&](Level level, std::string text, std::string fix) {
    findings.push_back({level, std::move(text), std::move(fix), {}});
  };
  const AlgorithmRow* algorithm = find_algorithm(record.algorithm);
  if (!algorithm || algorithm->discouraged)
    add(Level::warn,
        fmt::format("{} is not for signing any more (RFC 8624), validators may take the zone for "
                    "unsigned",
                    dnssec_algorithm_name(record.algorithm)),
        "sign with ECDSAP256SHA256");
  const auto digest = std::ranges::find(kDigests, record.digest_type, &DigestRow::type);
  if (digest == kDigests.end())
    add(Level::fail, fmt::format("there is no DS digest type {}", record.digest_type),
        "publish a DS record with SHA-256 (2)");
  else if (record.digest.size() != digest->size)
    add(Level::fail,
        fmt::format("{} has {} bytes, and the DS record holds {}", digest->name, digest->size,
                    record.digest.size()),
        "publish the DS record again");
  else if (record.digest_type == 1 || record.digest_type == 3)
    add(Level::warn, fmt::format("{} is not for DS records any more (RFC 8624)", digest->name),
        "publish a DS record with SHA-256 (2)");
  return findings;
}

}  // namespace policy
