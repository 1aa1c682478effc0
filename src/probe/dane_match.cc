#include "probe/dane_match.h"

#include <fmt/format.h>

#include <algorithm>

#include "net/tls_der.h"

namespace probe {
namespace {

constexpr std::uint8_t kEndEntity = 3;

std::vector<policy::DaneCertificate> der_of(const std::vector<net::PeerCertificate>& chain) {
  std::string pem;
  for (const net::PeerCertificate& each : chain) pem += each.pem;
  return net::read_certificates(pem).value_or(std::vector<policy::DaneCertificate>());
}

}  // namespace

bool DaneMatch::any_usable() const { return std::ranges::any_of(rows, &Row::usable); }

bool DaneMatch::matches() const {
  return std::ranges::any_of(rows, [](const Row& row) { return row.at.has_value(); });
}

bool DaneMatch::by_end_entity() const {
  return std::ranges::any_of(
      rows, [](const Row& row) { return row.at.has_value() && row.record.usage == kEndEntity; });
}

DaneMatch match_dane(const TlsaFacts& tlsa, const std::vector<net::PeerCertificate>& chain) {
  const auto certificates = der_of(chain);
  DaneMatch match;
  for (const policy::TlsaRecord& record : tlsa.records)
    match.rows.push_back(
        {record, policy::is_usable(record), policy::tlsa_match(record, certificates)});
  return match;
}

std::string wanted_tlsa(const TlsaFacts& tlsa, const std::vector<net::PeerCertificate>& chain) {
  const auto certificates = der_of(chain);
  if (certificates.empty()) return "";
  return fmt::format("{}. IN TLSA {}", tlsa.name, show(policy::tlsa_for(certificates.front())));
}

bool counts(const TlsaFacts& tlsa) {
  return !tlsa.records.empty() && tlsa.answer.authentic && tlsa.address_authentic;
}

}  // namespace probe
