#include "banner/server_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "banner/trouble.h"
#include "base/text.h"
#include "policy/names.h"

namespace banner {

using policy::Finding;
using policy::Level;
using policy::Verdict;

Verdict ServerReport::verdict() const {
  Verdict worst = reverse.trouble.empty() ? Verdict::pass : Verdict::unknown;
  if (look.error) worst = std::max(worst, verdict_of(*look.error, obstacle));
  for (const Finding& finding : look.findings)
    worst = std::max(worst, policy::verdict_of(finding.level));
  return worst;
}

std::vector<Finding> reverse_findings(const policy::MailAddress& reverse, const Greeting& greeting,
                                      const std::string& host_name) {
  const std::string ip = reverse.ip.show();
  if (!reverse.looked_up || !reverse.trouble.empty()) return {};
  if (reverse.names.empty())
    return {{Level::warn,
             fmt::format("{} has no reverse name", ip),
             fmt::format("publish: {}. IN PTR {}.", policy::reverse_name(reverse.ip),
                         host_name.empty() ? "HOST" : host_name),
             {}}};
  std::vector<Finding> findings;
  if (std::ranges::none_of(reverse.names, &policy::ReverseName::leads_back))
    findings.push_back({Level::warn,
                        fmt::format("the reverse name {} of {} does not lead back to it",
                                    base::printable(reverse.names.front().name), ip),
                        "publish an address record for it, or another reverse name",
                        {}});
  const auto is_name = [&](std::string_view name) {
    return base::equal_ignoring_case(name, greeting.name);
  };
  const bool known =
      is_name(host_name) || std::ranges::any_of(reverse.names, is_name, &policy::ReverseName::name);
  if (is_qualified(greeting.name) && !known)
    findings.push_back({Level::hint,
                        fmt::format("greets as {}, and the reverse name of {} is {}",
                                    base::printable(greeting.name), ip,
                                    base::printable(reverse.names.front().name)),
                        "let the greeting and the reverse name be one",
                        {}});
  return findings;
}

}  // namespace banner
