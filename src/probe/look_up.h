// What the DNS, and the web server of MTA-STS, tell about a target.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/tls_rows.h"
#include "probe/result.h"
#include "probe/wish.h"

namespace probe {

class LookUp {
 public:
  LookUp(dns::Resolver& resolver, const Wish& wish, policy::Fetch fetch, base::Deadline deadline);

  // The mail hosts of a domain, and what it publishes. False, and nothing is added, when the DNS
  // says that the name has no MX record: it is a host, or nothing at all.
  bool add_domain(TargetResult& result, const std::string& domain);

  // The hosts of _submissions._tcp and _submission._tcp.
  void add_submission(TargetResult& result, const std::string& domain);

  void add_host(TargetResult& result, Place place, std::optional<std::uint16_t> preference);

  // Adds what can be asked about all hosts at once: TLSA records, reverse names, block lists.
  void complete(TargetResult& result);

 private:
  void add_addresses(HostResult& host);
  void add_publications(DomainFacts& facts, const std::string& domain);
  void ask_for_tlsa(std::vector<HostResult>& hosts);
  void ask_for_names(std::vector<HostResult>& hosts);
  void ask_lists(std::vector<HostResult>& hosts);
  policy::DnsblAnswer ask_list(const net::IpAddress& ip, const std::string& zone);
  StsFacts look_at_sts(const std::string& domain);

  dns::Resolver& resolver_;
  const Wish& wish_;
  policy::Fetch fetch_;
  base::Deadline deadline_;
  std::map<std::pair<std::string, bool>, policy::DnsblHealth> lists_;  // by zone, and IPv6 or not
};

}  // namespace probe
