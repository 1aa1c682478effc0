#include <array>

#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

using policy::Topic;

const policy::Row* row_of(const DomainScene& scene, Topic topic) {
  for (const policy::Row& row : scene.domain.report.rows)
    if (row.topic == topic) return &row;
  return nullptr;
}

// The row as `ehlo mx` makes it, finding by finding.
template <Topic kTopic>
Judgements judge_row(const DomainScene& scene) {
  const policy::Row* row = row_of(scene, kTopic);
  if (row == nullptr) return {};
  Judgements all;
  for (const policy::Finding& finding : row->findings)
    all.push_back({policy::verdict_of(finding.level), finding.text, finding.fix});
  for (const std::string& trouble : row->trouble)
    all.push_back({Verdict::unknown, trouble, std::string(kAskTheDns)});
  return all.empty() ? holds(row->summary) : all;
}

template <Topic kTopic>
constexpr Check check(std::string_view id, std::string_view source, std::string_view what) {
  return {id,   Stage::domain,          Verdict::fail,    source,
          what, "'ehlo mx' tells more", judge_row<kTopic>};
}

}  // namespace

std::span<const Check> domain_checks() {
  static constexpr std::array kChecks{
      check<Topic::mx>("domain-mx", "RFC 5321 section 5.1", "mail for the domain has a way to go"),
      check<Topic::spf>("domain-spf", "RFC 7208", "the SPF record holds"),
      check<Topic::dkim>("domain-dkim", "RFC 6376", "the DKIM keys can be used"),
      check<Topic::dmarc>("domain-dmarc", "RFC 9989", "the DMARC record protects the domain"),
      check<Topic::mta_sts>("domain-mta-sts", "RFC 8461", "MTA-STS is published as it must be"),
      check<Topic::tls_rpt>("domain-tls-rpt", "RFC 8460", "reports about TLS have a place to go"),
      check<Topic::dane>("domain-dane", "RFC 7672",
                         "the TLSA records of all mail hosts can be used"),
      check<Topic::dnssec>("domain-dnssec", "RFC 4035", "the zone is signed"),
      check<Topic::caa>("domain-caa", "RFC 8659", "the CAA records allow what they mean"),
      check<Topic::bimi>("domain-bimi", "", "the BIMI record can be used"),
      check<Topic::srv>("domain-srv", "RFC 6186", "mail programs find the servers"),
  };
  return kChecks;
}

}  // namespace probe
