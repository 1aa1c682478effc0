#include "policy/dane.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "base/text.h"
#include "dns/wire_reader.h"
#include "net/tls_leaf.h"

namespace policy {
namespace {

constexpr std::array<std::string_view, 4> kUsages{"PKIX-TA", "PKIX-EE", "DANE-TA", "DANE-EE"};
constexpr std::array<std::string_view, 2> kSelectors{"whole certificate", "public key"};

struct MatchingRow {
  std::string_view name;
  std::size_t size;  // of the data; 0: any but none
};
constexpr std::array<MatchingRow, 3> kMatchings{{{"bytes", 0}, {"SHA-256", 32}, {"SHA-512", 64}}};

constexpr std::string_view kAdvice = "make it 3 1 1, of the SHA-256 of the public key";

std::string usage_name(unsigned usage) {
  return usage < kUsages.size() ? std::string(kUsages.at(usage)) : fmt::format("usage {}", usage);
}

bool has_right_size(const TlsaRecord& record) {
  const std::size_t size = kMatchings.at(record.matching).size;
  return size == 0 ? !record.data.empty() : record.data.size() == size;
}

// What keeps a client from using the record; empty when nothing does.
std::string obstacle(const TlsaRecord& record) {
  if (record.usage < 2)
    return fmt::format("usage {} ({}) is none for SMTP (RFC 7672 section 3.1.3)", record.usage,
                       usage_name(record.usage));
  if (record.usage >= kUsages.size()) return fmt::format("there is no usage {}", record.usage);
  if (record.selector >= kSelectors.size())
    return fmt::format("there is no selector {}", record.selector);
  if (record.matching >= kMatchings.size())
    return fmt::format("there is no matching type {}", record.matching);
  const MatchingRow& matching = kMatchings.at(record.matching);
  if (record.data.empty()) return "the record holds no data";
  if (!has_right_size(record))
    return fmt::format("{} has {} bytes, and the record holds {}", matching.name, matching.size,
                       record.data.size());
  if (record.selector == 0 && record.matching == 0 && !net::pem_of_certificate(record.data))
    return "the record holds no certificate";
  return {};
}

Parsed<std::uint8_t> number_at(std::string_view text, std::size_t& at, std::string_view what) {
  while (at < text.size() && text[at] == ' ') ++at;
  const std::size_t end = std::min(text.find(' ', at), text.size());
  const auto number = base::parse_number(text.substr(at, end - at), 255);
  if (!number) return invalid(at, fmt::format("the {} must be a number from 0 to 255", what));
  at = end;
  return static_cast<std::uint8_t>(*number);
}

}  // namespace

Parsed<TlsaRecord> parse_tlsa(std::string_view rdata) {
  dns::WireReader reader(rdata);
  const auto usage = reader.u8(), selector = reader.u8(), matching = reader.u8();
  if (!matching) return invalid({}, "the TLSA record is cut short");
  return TlsaRecord{*usage, *selector, *matching, std::string(reader.rest())};
}

Parsed<TlsaRecord> parse_tlsa_text(std::string_view text) {
  std::size_t at = 0;
  const auto usage = number_at(text, at, "usage");
  if (!usage) return tl::unexpected(usage.error());
  const auto selector = number_at(text, at, "selector");
  if (!selector) return tl::unexpected(selector.error());
  const auto matching = number_at(text, at, "matching type");
  if (!matching) return tl::unexpected(matching.error());
  std::string digits(text.substr(at));
  std::erase(digits, ' ');
  const auto data = base::hex_decode(digits);
  if (!data) return invalid(at, "the data must be pairs of hexadecimal digits");
  return TlsaRecord{*usage, *selector, *matching, *data};
}

std::string show(const TlsaRecord& record) {
  return fmt::format("{} {} {} {}", record.usage, record.selector, record.matching,
                     base::hex_encode(record.data));
}

std::string explain(const TlsaRecord& record) {
  const std::string selector = record.selector < kSelectors.size()
                                   ? std::string(kSelectors.at(record.selector))
                                   : fmt::format("selector {}", record.selector);
  const std::string matching = record.matching < kMatchings.size()
                                   ? std::string(kMatchings.at(record.matching).name)
                                   : fmt::format("matching type {}", record.matching);
  return fmt::format("{}, {}, {}", usage_name(record.usage), selector, matching);
}

TlsaRecord with_sha256(const TlsaRecord& record) {
  return {record.usage, record.selector, 1, net::sha256(record.data)};
}

std::vector<Finding> lint_tlsa(const TlsaRecord& record) {
  if (std::string text = obstacle(record); !text.empty())
    return {{Level::fail, text + ": clients pass over the record", std::string(kAdvice), {}}};
  std::vector<Finding> findings;
  const auto hint = [&](std::string text, std::string fix) {
    findings.push_back({Level::hint, std::move(text), std::move(fix), {}});
  };
  if (record.matching == 0)
    hint(fmt::format("the data is no digest, so the answer may not fit into a datagram{}",
                     record.usage == kTrustAnchorUsage
                         ? "; the server must send that issuer's certificate either way (RFC 7671 "
                           "section 5.2)"
                         : ""),
         fmt::format("make it {}", show(with_sha256(record))));
  if (record.matching == 2)
    hint("not every client knows SHA-512",
         fmt::format("make it {} {} 1, of the SHA-256", record.usage, record.selector));
  if (record.usage == 3 && record.selector == 0)
    hint("3 0 must change with every certificate, 3 1 only with the key", std::string(kAdvice));
  return findings;
}

bool is_usable(const TlsaRecord& record) { return obstacle(record).empty(); }

std::string tlsa_name(std::string_view host, std::uint16_t port) {
  return fmt::format("_{}._tcp.{}", port, host);
}

std::optional<std::string> tlsa_data(const DaneCertificate& certificate, std::uint8_t selector,
                                     std::uint8_t matching) {
  if (selector >= kSelectors.size()) return std::nullopt;
  const std::string& bytes = selector == 0 ? certificate.certificate : certificate.public_key;
  if (matching == 0) return bytes;
  if (matching == 1) return net::sha256(bytes);
  if (matching == 2) return net::sha512(bytes);
  return std::nullopt;
}

std::optional<std::size_t> tlsa_match(const TlsaRecord& record,
                                      const std::vector<DaneCertificate>& chain) {
  if (!is_usable(record)) return std::nullopt;
  const std::size_t begin = record.usage == kTrustAnchorUsage && chain.size() > 1 ? 1 : 0;
  const std::size_t end = record.usage == 3 ? std::min<std::size_t>(chain.size(), 1) : chain.size();
  for (std::size_t i = begin; i < end; ++i)
    if (tlsa_data(chain[i], record.selector, record.matching) == record.data) return i;
  return std::nullopt;
}

TlsaRecord tlsa_for(const DaneCertificate& certificate, std::uint8_t usage, std::uint8_t selector,
                    std::uint8_t matching) {
  return {usage, selector, matching, tlsa_data(certificate, selector, matching).value_or("")};
}

std::string tlsa_line(std::string_view host, std::uint16_t port, const TlsaRecord& record) {
  return fmt::format("{}. IN TLSA {}", tlsa_name(host, port), show(record));
}

}  // namespace policy
