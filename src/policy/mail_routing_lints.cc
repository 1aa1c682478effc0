#include "policy/mail_routing_lints.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "net/special_address.h"
#include "policy/forgotten_dot.h"
#include "policy/mail_provider.h"
#include "policy/names.h"
#include "policy/redundancy_lints.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

using base::printable;
using Findings = std::vector<Finding>;

std::string line_of(const MailRouting& routing, const MailExchanger& host) {
  return mx_line(routing.domain, host.preference, host.name);
}

bool is_host(const MailRouting& routing, std::string_view name) {
  return std::ranges::any_of(routing.hosts,
                             [&](const MailExchanger& host) { return host.name == name; });
}

bool is_named_here(const MailExchanger& host) {
  return is_localhost(host.name) || is_at_or_below(host.name, "localhost.localdomain");
}

// A host that cannot be used does no harm but delay, as long as another one can.
Level level_of(const MailRouting& routing) {
  return std::ranges::any_of(routing.hosts, is_reachable) ? Level::warn : Level::fail;
}

void find_null_beside(const MailRouting& routing, Findings& findings) {
  if (!routing.null_beside) return;
  findings.push_back({Level::fail,
                      "a null MX stands beside other MX records, which RFC 7505 section 3 forbids",
                      fmt::format("remove: {}. IN MX 0 .", routing.domain),
                      {}});
}

std::string address_type(const net::IpAddress& ip) { return ip.is_v6() ? "AAAA" : "A"; }

// Where nobody else gets the mail, the line must be replaced rather than removed.
std::string correct_line(const MailRouting& routing, const MailExchanger& host) {
  const std::string line = line_of(routing, host);
  return level_of(routing) == Level::warn
             ? fmt::format("correct or remove: {}", line)
             : fmt::format("name a host that has an address instead of: {}", line);
}

std::string replace_host(const MailRouting& routing, const MailExchanger& host,
                         std::string_view other) {
  const std::string remove = "remove: " + line_of(routing, host);
  if (is_host(routing, other)) return remove;
  return fmt::format("publish: {}\n{}", mx_line(routing.domain, host.preference, other), remove);
}

void find_forgotten_dot(const MailRouting& routing, const MailExchanger& host, Findings& findings) {
  const std::string_view meant = without_domain(host.name, routing.domain);
  findings.push_back(
      {level_of(routing),
       fmt::format("MX host {} does not exist: in the zone the dot at the end of {} is missing",
                   printable(host.name), printable(meant)),
       replace_host(routing, host, meant),
       {}});
}

// Beside a CNAME nothing else can stand, and what belongs to others nobody here can publish.
void find_host_without_address(const MailRouting& routing, const MailExchanger& host,
                               Findings& findings) {
  const Level level = level_of(routing);
  const std::string name = printable(host.name);
  if (!host.aliases.empty())
    return findings.push_back(
        {level,
         fmt::format("MX host {} is a CNAME for {}, which {}", name, printable(host.aliases.back()),
                     host.exists ? "has no address" : "does not exist"),
         correct_line(routing, host),
         {}});
  if (lacks_dot(host, routing.domain)) return find_forgotten_dot(routing, host, findings);
  const bool own = is_own(host.name, routing.domain);
  findings.push_back(
      {level,
       fmt::format("MX host {} {}", name, host.exists ? "has no address" : "does not exist"),
       own ? fmt::format("publish: {}\nor remove: {}", address_line(host.name),
                         line_of(routing, host))
           : correct_line(routing, host),
       {}});
}

std::string with_first_host(const MailRouting& routing, FreeNames& names) {
  const auto own = names.next("mail", 1);
  return fmt::format("{}\n{}{}. IN MX 0 .",
                     own ? fmt::format("publish: {}\npublish: {}",
                                       mx_line(routing.domain, 10, *own), address_line(*own))
                         : "publish an MX that names a mail host",
                     kOrNoMail, routing.domain);
}

// Where it is the only one a host is to be named, or none on purpose, which some mean by it.
std::string without_localhost(const MailRouting& routing, const MailExchanger& host,
                              FreeNames& names) {
  const std::string removal = fmt::format("remove: {}", line_of(routing, host));
  if (!std::ranges::all_of(routing.hosts, is_named_here)) return removal;
  return removal + "\n" + with_first_host(routing, names);
}

std::string instead_of_literal(const MailRouting& routing, const MailExchanger& host,
                               const net::IpAddress& ip, FreeNames& names) {
  const auto own = names.next("mail", 1);
  if (!own)
    return fmt::format("name a host that has this address in place of: {}", line_of(routing, host));
  return fmt::format("publish: {}\npublish: {}\nremove: {}",
                     mx_line(routing.domain, host.preference, *own),
                     address_line(*own, address_type(ip), ip.show()), line_of(routing, host));
}

void find_broken_host(const MailRouting& routing, const MailExchanger& host, FreeNames& names,
                      Findings& findings) {
  const Level level = level_of(routing);
  const std::string name = printable(host.name);
  if (const auto ip = net::IpAddress::parse(host.name))
    findings.push_back({level,
                        fmt::format("MX host {} is an address, and must be a name", name),
                        instead_of_literal(routing, host, *ip, names),
                        {}});
  else if (is_named_here(host))
    findings.push_back({level,
                        fmt::format("MX host {} is each sender's own machine", name),
                        without_localhost(routing, host, names),
                        {}});
  else if (host.trouble.empty() && host.addresses.empty())
    find_host_without_address(routing, host, findings);
}

void find_alias(const MailRouting& routing, const MailExchanger& host, Findings& findings) {
  if (host.aliases.empty() || host.addresses.empty() || routing.rule != MailRule::mx) return;
  const std::string& target = host.aliases.back();
  findings.push_back(
      {Level::warn,
       fmt::format("MX host {} is a CNAME for {}, which RFC 2181 section 10.3 forbids",
                   printable(host.name), printable(target)),
       replace_host(routing, host, target),
       {}});
}

// Beside a public address it is one too many; what belongs to others nobody here can publish.
std::string instead_of(const MailRouting& routing, const MailExchanger& host,
                       const MailAddress& special) {
  const std::string owner = holder_of_addresses(host);
  const std::string type = address_type(special.ip);
  const std::string line = address_line(owner, type, special.ip.show());
  if (!is_own(owner, routing.domain)) return fmt::format("have its owner correct: {}", line);
  if (is_reachable(host)) return fmt::format("remove: {}", line);
  return fmt::format("publish: {}\nremove: {}", address_line(owner, type), line);
}

void find_special(const MailRouting& routing, const MailExchanger& host, Findings& findings) {
  if (is_named_here(host)) return;
  for (const MailAddress& address : host.addresses) {
    const auto purpose = net::special_purpose(address.ip);
    if (!purpose) continue;
    findings.push_back({level_of(routing),
                        fmt::format("address {} of {} is {}: nobody outside can connect to it",
                                    address.ip.show(), printable(host.name), *purpose),
                        instead_of(routing, host, address),
                        {}});
  }
}

void find_each_host(const MailRouting& routing, FreeNames& names, Findings& findings) {
  for (const MailExchanger& host : routing.hosts) {
    find_broken_host(routing, host, names, findings);
    find_alias(routing, host, findings);
    find_special(routing, host, findings);
  }
}

void find_duplicates(const MailRouting& routing, Findings& findings) {
  std::set<std::string_view> seen;
  for (const MailExchanger& host : routing.hosts) {
    if (seen.insert(host.name).second) continue;
    findings.push_back({Level::hint,
                        fmt::format("MX host {} stands there more than once", printable(host.name)),
                        fmt::format("remove: {}", line_of(routing, host)),
                        {}});
  }
}

void find_shared_addresses(const MailRouting& routing, Findings& findings) {
  std::map<std::string, std::string_view> owners;
  for (const MailExchanger& host : routing.hosts)
    for (const MailAddress& address : host.addresses) {
      if (!host.aliases.empty()) continue;  // that is a finding already
      const auto [owner, is_new] = owners.emplace(address.ip.show(), host.name);
      if (is_new || owner->second == host.name) continue;
      findings.push_back({Level::hint,
                          fmt::format("{} and {} have the same address {}: when one is down, both "
                                      "are",
                                      printable(owner->second), printable(host.name), owner->first),
                          "",
                          {}});
    }
}

// An MX must not lead to a CNAME, so that of an alias leads where the alias does.
std::string with_own_mx(const MailRouting& routing) {
  return "publish: " + mx_line(routing.domain, 10, holder_of_addresses(routing.hosts.front()));
}

void find_implicit(const MailRouting& routing, Findings& findings) {
  if (routing.rule != MailRule::implicit_mx) return;
  findings.push_back({Level::hint,
                      "there is no MX: mail goes to the domain's own address, which may well be a "
                      "web server's",
                      with_own_mx(routing),
                      {}});
}

void find_nowhere(const MailRouting& routing, FreeNames& names, Findings& findings) {
  if (routing.rule != MailRule::nowhere) return;
  if (!routing.exists)
    findings.push_back({Level::fail,
                        routing.aliases.empty()
                            ? fmt::format("there is no domain {}", routing.domain)
                            : fmt::format("{} is a CNAME for {}, which does not exist",
                                          routing.domain, printable(routing.aliases.back())),
                        routing.aliases.empty() ? "" : "correct or remove the CNAME",
                        {}});
  else
    findings.push_back(
        {Level::fail,
         "there is neither MX nor address: no mail can be delivered; where none is to be, a null "
         "MX says so",
         with_first_host(routing, names),
         {}});
}

void find_bogus(const MailRouting& routing, Findings& findings) {
  if (!routing.bogus) return;
  findings.push_back({Level::fail,
                      "DNSSEC validation fails: every sender that validates turns mail away",
                      "sign the zone again, or remove its DS record from the parent zone",
                      {}});
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string summary_of(const MailRouting& routing) {
  std::size_t addresses = 0;
  for (const MailExchanger& host : routing.hosts) addresses += host.addresses.size();
  switch (routing.rule) {
    case MailRule::mx:
      return fmt::format("{}, {}", plural(routing.hosts.size(), "host", "hosts"),
                         plural(addresses, "address", "addresses"));
    case MailRule::implicit_mx:
      return fmt::format("no MX, {} of its own", plural(addresses, "address", "addresses"));
    case MailRule::null_mx:
      return "accepts no mail, and says so (null MX, RFC 7505)";
    case MailRule::nowhere:
      return "nowhere to deliver to";
    case MailRule::unknown:
      return "not known";
  }
  return "";
}

void find_passed_over(const MailRouting& routing, Findings& findings) {
  if (routing.passed_over == 0) return;
  const std::string text =
      fmt::format("{} more hosts, the least preferred, are not looked at", routing.passed_over);
  findings.push_back({Level::hint, text, {}, {}});
}

}  // namespace

bool leads_nowhere(const MailRouting& routing) {
  const auto has_none = [](const MailExchanger& host) {
    return host.addresses.empty() && host.trouble.empty() && !is_literal(host);
  };
  switch (routing.rule) {
    case MailRule::mx:
      return std::ranges::all_of(routing.hosts, has_none);
    case MailRule::null_mx:
    case MailRule::nowhere:
      return true;
    case MailRule::implicit_mx:
    case MailRule::unknown:
      return false;
  }
  return false;
}

Row judge_mail_routing(const MailRouting& routing, FreeNames& names) {
  Row row{.topic = Topic::mx, .summary = summary_of(routing)};
  find_nowhere(routing, names, row.findings);
  find_bogus(routing, row.findings);
  find_null_beside(routing, row.findings);
  find_each_host(routing, names, row.findings);
  find_implicit(routing, row.findings);
  find_duplicates(routing, row.findings);
  find_shared_addresses(routing, row.findings);
  find_single_point(routing, names, row.findings);
  find_missing_family(routing, row.findings);
  find_passed_over(routing, row.findings);
  send_past_aliases(row.findings, routing.domain, routing.aliases);
  row.tell_aliases(routing.domain, routing.aliases);
  if (!routing.trouble.empty()) row.trouble.push_back(routing.trouble);
  for (const MailExchanger& host : routing.hosts)
    if (!host.trouble.empty()) row.trouble.push_back(host.trouble);
  worst_first(row.findings);
  return row;
}

}  // namespace policy
