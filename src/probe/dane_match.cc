#include "probe/dane_match.h"

#include <fmt/format.h>

#include "net/tls_der.h"

namespace probe {
namespace {

constexpr std::uint8_t kEndEntity = 3;

}  // namespace

std::vector<policy::TlsaRecord> usable_records(const TlsaFacts& tlsa) {
  std::vector<policy::TlsaRecord> usable = tlsa.records;
  std::erase_if(usable, [](const policy::TlsaRecord& record) { return !is_usable(record); });
  return usable;
}

policy::DaneVerdict dane_fit(const std::vector<policy::TlsaRecord>& records, const Chain& chain) {
  return policy::judge_dane(records, chain, {""});
}

bool fits_end_entity(const TlsaFacts& tlsa, const Chain& chain) {
  auto records = usable_records(tlsa);
  std::erase_if(records,
                [](const policy::TlsaRecord& record) { return record.usage != kEndEntity; });
  return dane_fit(records, chain).holds;
}

std::string wanted_tlsa(const TlsaFacts& tlsa, const Chain& chain) {
  if (chain.empty()) return "";
  const auto read = net::read_certificates(chain.front().pem);
  if (!read || read->empty()) return "";
  return fmt::format("{}. IN TLSA {}", tlsa.name, show(policy::tlsa_for(read->front())));
}

bool counts(const TlsaFacts& tlsa) {
  return !tlsa.records.empty() && tlsa.answer.authentic && tlsa.address_authentic;
}

}  // namespace probe
