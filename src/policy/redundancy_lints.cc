#include "policy/redundancy_lints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "policy/mail_provider.h"
#include "policy/names.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

std::size_t count_addresses(const MailRouting& routing, net::Family family) {
  std::set<std::string> found;
  for (const MailExchanger& host : routing.hosts)
    for (const MailAddress& address : host.addresses)
      if (address.ip.matches(family) && is_public(address)) found.insert(address.ip.show());
  return found.size();
}

bool all_told(const MailRouting& routing) {
  return std::ranges::all_of(routing.hosts,
                             [](const MailExchanger& host) { return host.trouble.empty(); });
}

// A preference that makes a new host the last one to be tried.
std::uint16_t behind_all(const MailRouting& routing) {
  constexpr int kStep = 10;
  const int last = routing.hosts.empty() ? 0 : routing.hosts.back().preference;
  return static_cast<std::uint16_t>(
      std::min<int>(last + kStep, std::numeric_limits<std::uint16_t>::max()));
}

// An MX ends the implicit one (RFC 5321 section 5.1): a second host alone would get all the mail.
// And where the records are another's, so is the mail of all his others.
std::string with_second_host(const MailRouting& routing, FreeNames& names) {
  if (routing.rule == MailRule::implicit_mx)
    return "publish an MX that names this machine, then one for a second";
  if (!routing.aliases.empty() && !is_own(routing.aliases.back(), routing.domain))
    return "have the owner of the CNAME's target name a second host";
  const std::uint16_t last = behind_all(routing);
  if (const auto second = names.next("mx", 2))
    return fmt::format("publish: {}\npublish: {}", mx_line(routing.domain, last, *second),
                       address_line(*second));
  return fmt::format("publish an MX of preference {} that names a second host", last);
}

}  // namespace

void find_single_point(const MailRouting& routing, FreeNames& names,
                       std::vector<Finding>& findings) {
  const std::size_t v4 = count_addresses(routing, net::Family::v4);
  const std::size_t v6 = count_addresses(routing, net::Family::v6);
  if (v4 > 1 || v6 > 1 || v4 + v6 == 0 || !all_told(routing)) return;
  // One address of theirs is many machines, and a host of one's own beside them goes past their
  // filter.
  const auto is_provider = [](const MailExchanger& host) {
    return !mail_provider(host.name).empty();
  };
  if (std::ranges::all_of(routing.hosts, is_provider)) return;
  findings.push_back({Level::hint,
                      "all mail depends on one machine, and waits while that is down",
                      with_second_host(routing, names),
                      {}});
}

void find_missing_family(const MailRouting& routing, std::vector<Finding>& findings) {
  const std::size_t v4 = count_addresses(routing, net::Family::v4);
  const std::size_t v6 = count_addresses(routing, net::Family::v6);
  if ((v4 == 0) == (v6 == 0) || !all_told(routing)) return;
  const auto advice = [&](std::string_view type) -> std::string {
    const auto reached = std::ranges::find_if(routing.hosts, is_reachable);
    if (reached == routing.hosts.end()) return "";
    const std::string& holder = holder_of_addresses(*reached);
    return fmt::format("{}: {}",
                       is_own(holder, routing.domain) ? "publish" : "have its owner publish",
                       address_line(holder, type));
  };
  if (v6 == 0)
    findings.push_back({Level::hint, "no mail host has an IPv6 address", advice("AAAA"), {}});
  else
    findings.push_back({Level::warn,
                        "no mail host has an IPv4 address: most senders cannot reach one over IPv6 "
                        "alone",
                        advice("A"),
                        {}});
}

}  // namespace policy
