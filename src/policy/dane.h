// TLSA records (RFC 6698, 7671) as SMTP uses them (RFC 7672). Asks nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/tls_der.h"
#include "policy/finding.h"

namespace policy {

// DANE-TA: the record is of who has issued the server's certificate (RFC 7672 section 3.1.2).
constexpr std::uint8_t kTrustAnchorUsage = 2;

struct TlsaRecord {
  std::uint8_t usage = 0;     // 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE
  std::uint8_t selector = 0;  // 0 the whole certificate, 1 its public key
  std::uint8_t matching = 0;  // 0 the bytes themselves, 1 SHA-256, 2 SHA-512
  std::string data;           // raw
  friend bool operator==(const TlsaRecord&, const TlsaRecord&) = default;
};

// The value of a TLSA record, from its bytes (dns::Record::data).
Parsed<TlsaRecord> parse_tlsa(std::string_view rdata);
// The same from "3 1 1 0123ABCD...", blanks inside the hex allowed.
Parsed<TlsaRecord> parse_tlsa_text(std::string_view text);

std::string show(const TlsaRecord& record);     // "3 1 1 0123abcd..."
std::string explain(const TlsaRecord& record);  // "DANE-EE, public key, SHA-256"

// What is wrong with one: usage 0 and 1, which SMTP does not use, digests of the wrong length,
// unknown numbers, whole certificates where a digest would do.
std::vector<Finding> lint_tlsa(const TlsaRecord& record);
// A client can use it: usage 2 or 3, a known selector, a known matching type of the right length.
bool is_usable(const TlsaRecord& record);

// "_25._tcp.mx.example.com".
std::string tlsa_name(std::string_view host, std::uint16_t port);

// A certificate of a chain; net::read_certificates() makes them from PEM.
using DaneCertificate = net::CertificateDer;

// What stands in a record with this selector and matching type; nothing for unknown ones.
std::optional<std::string> tlsa_data(const DaneCertificate& certificate, std::uint8_t selector,
                                     std::uint8_t matching);

// The place in `chain` that `record` matches: usage 3 only the first, usage 2 any but the first
// unless it stands alone. Whether names, dates and signatures of a chain to a usage 2 certificate
// hold is the handshake's matter.
std::optional<std::size_t> tlsa_match(const TlsaRecord& record,
                                      const std::vector<DaneCertificate>& chain);

// A record that holds the bytes themselves (matching type 0), made one that holds their SHA-256.
TlsaRecord with_sha256(const TlsaRecord& record);

// The lines to publish: "_25._tcp.mx.example.com. IN TLSA 3 1 1 ..." and, when the chain has an
// issuer, its "2 1 1".
TlsaRecord tlsa_for(const DaneCertificate& certificate, std::uint8_t usage = 3,
                    std::uint8_t selector = 1, std::uint8_t matching = 1);
std::string tlsa_line(std::string_view host, std::uint16_t port, const TlsaRecord& record);

}  // namespace policy
