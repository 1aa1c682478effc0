#include "probe/result.h"

#include <fmt/format.h>

#include <algorithm>

namespace probe {

Verdict TargetResult::verdict() const {
  Verdict worst = Verdict::pass;
  bool any = false;
  for_each_finding(*this, [&](const Spot&, const Finding& finding) {
    worst = std::max(worst, finding.verdict);
    any = true;
  });
  if (trouble) {
    const bool told = trouble->kind == base::ErrorKind::no_host;
    return std::max(worst, told ? Verdict::fail : Verdict::unknown);
  }
  return any ? worst : Verdict::unknown;
}

std::string Spot::shown() const {
  if (host == nullptr) return "";
  const std::string& name = host->facts.place.shown;
  if (address == nullptr || address->facts.is_local()) return name;
  if (host->facts.place.name == address->facts.shown) return name;
  return fmt::format("{} [{}]", name, address->facts.shown);
}

void for_each_finding(const TargetResult& result,
                      const std::function<void(const Spot&, const Finding&)>& visit) {
  for (const HostResult& host : result.hosts) {
    for (const Finding& finding : host.findings) visit({&host, nullptr}, finding);
    for (const AddressResult& address : host.addresses)
      for (const Finding& finding : address.findings) visit({&host, &address}, finding);
  }
  for (const Finding& finding : result.findings) visit({}, finding);
}

}  // namespace probe
