#include "probe/judge.h"

#include <algorithm>
#include <utility>

#include "probe/checks.h"
#include "probe/reach.h"
#include "probe/scene.h"

namespace probe {
namespace {

template <typename Judge, typename Scene>
void apply(const Scene& scene, std::vector<Finding>& findings) {
  for (const Check* check : all_checks()) {
    const auto* judge = std::get_if<Judge>(&check->judge);
    if (judge == nullptr || !scene.wish.wants(*check)) continue;
    for (Judgement& judgement : (*judge)(scene))
      findings.push_back(finding_of(*check, std::move(judgement)));
  }
  std::ranges::stable_sort(findings, {},
                           [](const Finding& finding) { return finding.check->stage; });
}

}  // namespace

void judge(TargetResult& result, const Wish& wish) {
  const DomainFacts* domain = result.domain ? &*result.domain : nullptr;
  for (HostResult& host : result.hosts) {
    for (AddressResult& address : host.addresses)
      apply<AddressJudge>(AddressScene{address.facts, host.facts, domain, wish}, address.findings);
    host.findings = judge_reach(host.facts, wish);
    apply<HostJudge>(HostScene{host, domain, wish}, host.findings);
  }
  if (domain != nullptr) apply<DomainJudge>(DomainScene{*domain, wish}, result.findings);
}

}  // namespace probe
