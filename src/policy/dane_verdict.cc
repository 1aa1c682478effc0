#include "policy/dane_verdict.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/text.h"
#include "net/tls_chain.h"
#include "net/tls_leaf.h"

namespace policy {
namespace {

using base::ErrorKind;
using base::fail;
using base::printable;

std::vector<DaneCertificate> der_of(const std::vector<net::PeerCertificate>& chain) {
  std::vector<DaneCertificate> out;
  for (const net::PeerCertificate& one : chain)
    if (auto read = net::read_certificates(one.pem)) out.push_back(std::move(read->front()));
  return out;
}

// Why a chain that the record is for does not hold all the same; empty when it does.
std::string trouble_of(const TlsaRecord& record, std::size_t at,
                       const std::vector<net::PeerCertificate>& chain,
                       const std::vector<std::string>& names) {
  if (record.usage != kTrustAnchorUsage) return "";
  std::string trouble;
  for (const std::string& name : names) {
    trouble = net::trouble_under(chain, at, name);
    if (trouble.empty()) return "";
  }
  return trouble;
}

// An issuer's certificate that the server does not send, for the record holds it whole (2 0 0).
// Nothing when the record holds something else, or no certificate.
std::optional<net::PeerCertificate> anchor_in(const TlsaRecord& record) {
  if (record.usage != kTrustAnchorUsage || record.selector != 0 || record.matching != 0)
    return std::nullopt;
  auto pem = net::pem_of_certificate(record.data);
  if (!pem) return std::nullopt;
  net::PeerCertificate anchor;
  anchor.pem = std::move(*pem);
  return anchor;
}

// "" when the chain holds under it, why not otherwise; nothing when the record holds no issuer.
std::optional<std::string> trouble_under_record(const TlsaRecord& record,
                                                const std::vector<net::PeerCertificate>& chain,
                                                const std::vector<std::string>& names) {
  auto anchor = anchor_in(record);
  if (!anchor || chain.empty()) return std::nullopt;
  auto longer = chain;
  longer.push_back(std::move(*anchor));
  return trouble_of(record, chain.size(), longer, names);
}

std::string abridged(const TlsaRecord& record) {
  constexpr std::size_t kShown = 24;
  const std::string whole = show(record);
  return whole.size() <= kShown ? whole : whole.substr(0, kShown) + "...";
}

}  // namespace

DaneVerdict judge_dane(const std::vector<TlsaRecord>& records,
                       const std::vector<net::PeerCertificate>& chain,
                       const std::vector<std::string>& names) {
  const auto certificates = der_of(chain);
  std::string trouble;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto at = tlsa_match(records[i], certificates);
    const auto under_record = at ? std::nullopt : trouble_under_record(records[i], chain, names);
    if (under_record && under_record->empty())
      return {true, true, i,
              fmt::format("{} is an issuer of the server's, which the server does not send: not "
                          "every sender takes it from the record",
                          abridged(records[i]))};
    if (!at) continue;
    trouble = trouble_of(records[i], *at, chain, names);
    if (trouble.empty())
      return {true, true, i,
              fmt::format("{} is {}", abridged(records[i]),
                          *at == 0 ? "the server's own" : "an issuer of the server's")};
    trouble = fmt::format("{} fits, but {}", abridged(records[i]), trouble);
  }
  if (!trouble.empty()) return {false, true, 0, trouble};
  const std::string would =
      certificates.empty() ? "" : fmt::format("; what would: {}", show(tlsa_for(certificates[0])));
  return {false, false, 0,
          fmt::format("no TLSA record fits the certificate that the server shows{}", would)};
}

base::Result<void> accept_by_dane(dns::Resolver& resolver, const std::string& host,
                                  std::uint16_t port, const net::TlsFacts& facts,
                                  base::Deadline deadline) {
  const TlsaFound found = find_tlsa(resolver, {{host, port}}, deadline).front();
  const std::string name = printable(found.name);
  switch (found.answer.status) {
    case dns::Status::data:
      break;
    case dns::Status::no_data:
    case dns::Status::no_name:
      return fail(ErrorKind::tls, fmt::format("there is no TLSA record at {}", name));
    case dns::Status::server_failure:
    case dns::Status::refused:
    case dns::Status::timeout:
    case dns::Status::malformed:
      return fail(dns::failure(found.answer, dns::Type::tlsa, found.name));
  }
  const auto records = usable_records(found);
  if (records.empty())
    return fail(ErrorKind::tls,
                fmt::format("the TLSA records at {} do not count: {}", name,
                            found.counts() ? "none can be used"
                                           : "the DNS server did not validate them by DNSSEC"));
  std::vector<std::string> names{found.base};
  if (host != found.base) names.push_back(host);
  const DaneVerdict verdict = judge_dane(records, facts.chain, names);
  if (verdict.holds) return {};
  return fail(ErrorKind::tls, fmt::format("{}: {}", name, verdict.text));
}

}  // namespace policy
