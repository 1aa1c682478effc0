#include "policy/reverse_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "policy/names.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

using base::printable;
using Findings = std::vector<Finding>;

void find_reverse(const MailRouting& routing, const MailExchanger& host, const MailAddress& address,
                  Findings& findings) {
  const std::string ip = address.ip.show(), name = printable(host.name);
  const auto ptr_line = [&](const std::string& target) {
    return fmt::format("{}. IN PTR {}.", reverse_name(address.ip), printable(target));
  };
  const std::string& leads_here = holder_of_addresses(host);
  const bool own = is_own(leads_here, routing.domain);
  const auto where_it_stands = [&](const std::string& fix) {
    return own ? past_aliases(fix, reverse_name(address.ip), address.reverse_aliases)
               : "have its owner " + fix;
  };
  if (address.names.empty()) {
    findings.push_back({Level::warn,
                        fmt::format("{} ({}) has no reverse name", ip, name),
                        where_it_stands("publish: " + ptr_line(leads_here)),
                        {}});
    return;
  }
  const auto confirmed = std::ranges::find(address.names, true, &ReverseName::leads_back);
  if (confirmed == address.names.end()) {
    const std::string& reverse = address.names.front().name;
    findings.push_back(
        {Level::warn,
         fmt::format("the reverse name {} of {} does not lead back to it", printable(reverse), ip),
         where_it_stands(in_its_place("publish: " + ptr_line(leads_here))),
         {}});
    return;
  }
  const auto is_host = [&](const ReverseName& reverse) {
    return reverse.leads_back &&
           (reverse.name == host.name ||
            std::ranges::find(host.aliases, reverse.name) != host.aliases.end());
  };
  if (std::ranges::any_of(address.names, is_host)) return;
  findings.push_back(
      {Level::hint,
       fmt::format("the reverse name of {} is {}, not {}", ip, printable(confirmed->name), name),
       "",
       {}});
}

}  // namespace

Row judge_reverse_names(const MailRouting& routing) {
  Row row{.topic = Topic::ptr, .summary = ""};
  std::set<std::string> seen;
  std::size_t good = 0;
  for (const MailExchanger& host : routing.hosts)
    for (const MailAddress& address : host.addresses) {
      if (!address.looked_up || !is_public(address) || !seen.insert(address.ip.show()).second)
        continue;
      const std::size_t before = row.findings.size();
      if (!address.trouble.empty()) row.trouble.push_back(address.trouble);
      if (address.trouble.empty() || !address.names.empty())
        find_reverse(routing, host, address, row.findings);
      const bool is_good =
          row.findings.size() == before || row.findings.back().level == Level::hint;
      good += is_good && address.trouble.empty() ? 1 : 0;
    }
  row.summary = seen.empty() ? "no address to look at"
                             : fmt::format("{} of {} {} with a name that leads back", good,
                                           seen.size(), seen.size() == 1 ? "address" : "addresses");
  worst_first(row.findings);
  return row;
}

}  // namespace policy
