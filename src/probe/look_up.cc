#include "probe/look_up.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "base/text.h"
#include "dns/last_dot.h"
#include "net/ports.h"
#include "net/special_address.h"
#include "policy/mail_routing_lints.h"
#include "policy/reverse_names.h"
#include "policy/tlsa_lookup.h"
#include "policy/txt_record.h"

namespace probe {
namespace {

using base::Result;
using policy::MailRule;
using policy::Topic;

constexpr int kOk = 200;
constexpr std::string_view kPolicyPath = "/.well-known/mta-sts.txt";

// Asks each place once: the row of `ehlo mx` and the checks of the hosts read the same file.
policy::Fetch fetched_once(policy::Fetch fetch) {
  using Kept = std::map<std::string, Result<net::HttpAnswer>>;
  return [fetch = std::move(fetch), kept = std::make_shared<Kept>()](
             const std::string& host, const std::string& path, base::Deadline deadline) {
    const auto found = kept->find(host + path);
    if (found != kept->end()) return found->second;
    return kept->emplace(host + path, fetch(host, path, deadline)).first->second;
  };
}

Place place_at(const std::string& host, std::uint16_t port, bool tls_first) {
  Place place;
  place.name = host;
  place.port = port;
  place.tls_first = tls_first;
  place.shown = fmt::format("{}:{}", host, port);
  return place;
}

const net::TcpAddress* tcp_of(const AddressResult& result) {
  return std::get_if<net::TcpAddress>(&result.facts.address);
}

base::Error nowhere(const policy::MailRouting& routing) {
  if (routing.rule == MailRule::unknown)
    return {base::ErrorKind::connect, base::Stage::resolve, routing.trouble};
  return {base::ErrorKind::no_host, base::Stage::resolve,
          fmt::format("{} accepts no mail (null MX, RFC 7505)", routing.domain)};
}

}  // namespace

LookUp::LookUp(dns::Resolver& resolver, const Wish& wish, policy::Fetch fetch,
               base::Deadline deadline)
    : resolver_(resolver),
      wish_(wish),
      fetch_(fetched_once(std::move(fetch))),
      deadline_(deadline) {}

bool LookUp::add_domain(TargetResult& result, const std::string& domain) {
  const auto routing =
      policy::look_up_mail_routing(resolver_, domain, policy::ReverseNames::skip, deadline_);
  if (routing.rule == MailRule::implicit_mx || routing.rule == MailRule::nowhere) return false;
  if (routing.rule != MailRule::mx) result.trouble = nowhere(routing);
  result.domain.emplace();
  result.domain->mx_authentic = routing.authentic;
  add_publications(*result.domain, domain);
  for (const policy::MailExchanger& host : routing.hosts)
    add_host(result, place_at(host.name, net::kSmtpPort, false), host.preference);
  return true;
}

void LookUp::add_publications(DomainFacts& facts, const std::string& domain) {
  facts.name = domain;
  facts.report.domain = domain;
  if (wish_.wants(Stage::mta_sts)) facts.sts = look_at_sts(domain);
  if (wish_.topics.empty() || !wish_.wants(Stage::domain)) return;
  const policy::DomainWish wanted{.topics = wish_.topics, .now = wish_.now};
  policy::ask_ahead(resolver_, {domain}, wanted, deadline_);
  facts.report = policy::look_at_domain(resolver_, domain, wanted, fetch_, deadline_);
}

StsFacts LookUp::look_at_sts(const std::string& domain) {
  StsFacts facts;
  const auto record =
      policy::find_txt(resolver_, policy::sts_record_name(domain), policy::is_mta_sts, deadline_);
  facts.published = record.found();
  facts.trouble = record.trouble;
  if (!facts.published) return facts;
  const auto answer = fetch_(policy::sts_policy_host(domain), std::string(kPolicyPath), deadline_);
  if (!answer) {
    facts.trouble =
        fmt::format("the policy cannot be fetched: {}", base::printable(answer.error().text));
  } else if (answer->status != kOk) {
    facts.trouble = fmt::format("the policy's server answers {}", answer->status);
  } else if (auto policy = policy::parse_sts_policy(answer->body)) {
    facts.policy = std::move(*policy);
  } else {
    facts.trouble = policy.error().text;
  }
  return facts;
}

void LookUp::add_submission(TargetResult& result, const std::string& domain) {
  struct Service {
    std::string name;
    bool tls_first;
  };
  const std::vector<Service> services{{"_submissions._tcp." + domain, true},
                                      {"_submission._tcp." + domain, false}};
  const auto answers = resolver_.ask_all(
      {{services[0].name, dns::Type::srv}, {services[1].name, dns::Type::srv}}, deadline_);
  for (std::size_t i = 0; i < services.size(); ++i)
    for (const dns::Record& record : answers[i].records)
      if (!record.host.empty())
        add_host(result, place_at(record.host, record.port, services[i].tls_first),
                 record.preference);
  if (!result.hosts.empty()) return;
  const auto trouble = std::ranges::find_if(answers, [](const dns::Answer& answer) {
    return answer.status != dns::Status::no_data && answer.status != dns::Status::no_name &&
           answer.status != dns::Status::data;
  });
  const auto& told = trouble == answers.end() ? answers.front() : *trouble;
  const std::size_t which = static_cast<std::size_t>(&told - answers.data());
  result.trouble = trouble == answers.end()
                       ? base::Error{base::ErrorKind::no_host, base::Stage::resolve,
                                     fmt::format("{} names no server for submission (SRV "
                                                 "_submissions._tcp, _submission._tcp)",
                                                 domain)}
                       : dns::failure(told, dns::Type::srv, services[which].name);
}

void LookUp::add_host(TargetResult& result, Place place, std::optional<std::uint16_t> preference) {
  HostResult host{.facts = {.place = std::move(place), .preference = preference}};
  add_addresses(host);
  result.hosts.push_back(std::move(host));
}

void LookUp::add_addresses(HostResult& host) {
  const Place& place = host.facts.place;
  if (place.local) {
    host.addresses.push_back({.facts = {.address = *place.local, .shown = place.shown}});
    return;
  }
  host.facts.looked_up = !net::IpAddress::parse(place.name);
  const bool by_dns = host.facts.preference && host.facts.looked_up;
  const auto found = resolver_.addresses(by_dns ? dns::with_last_dot(place.name) : place.name,
                                         wish_.family, deadline_);
  if (!found) {
    host.facts.trouble = found.error();
    return;
  }
  for (const net::IpAddress& ip : *found) {
    AddressResult address;
    address.facts.address = net::TcpAddress{ip, place.port};
    address.facts.shown = ip.show();
    address.facts.names.ip = ip;
    host.addresses.push_back(std::move(address));
  }
}

void LookUp::complete(TargetResult& result) {
  // Where DANE holds, faults of the certificate weigh less.
  if (wish_.wants(Stage::dane) || wish_.wants(Stage::certificate)) ask_for_tlsa(result.hosts);
  if (wish_.wants(Stage::resolve) || wish_.wants(Stage::greeting)) ask_for_names(result.hosts);
  if (!wish_.dnsbls.empty()) ask_lists(result.hosts);
}

void LookUp::ask_for_tlsa(std::vector<HostResult>& hosts) {
  std::vector<HostFacts*> asked;
  std::vector<policy::TlsaPlace> places;
  for (HostResult& host : hosts) {
    if (!host.facts.looked_up || host.addresses.empty()) continue;
    places.push_back({host.facts.place.name, host.facts.place.port});
    asked.push_back(&host.facts);
  }
  const auto all = policy::find_tlsa(resolver_, places, deadline_);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    TlsaFacts& tlsa = asked[i]->tlsa;
    tlsa.base = all[i].base;
    tlsa.name = all[i].name;
    tlsa.answer = all[i].answer;
    for (const dns::Record& record : tlsa.answer.records)
      if (auto read = policy::parse_tlsa(record.data)) tlsa.records.push_back(std::move(*read));
    tlsa.address_authentic = all[i].way_is_secure;
  }
}

void LookUp::ask_for_names(std::vector<HostResult>& hosts) {
  std::vector<policy::MailAddress*> all;
  for (HostResult& host : hosts)
    for (AddressResult& address : host.addresses)
      if (const auto* tcp = tcp_of(address); tcp != nullptr && !net::special_purpose(tcp->ip))
        all.push_back(&address.facts.names);
  policy::look_up_reverse_names(resolver_, all, deadline_);
}

void LookUp::ask_lists(std::vector<HostResult>& hosts) {
  for (const std::string& zone : wish_.dnsbls)
    for (HostResult& host : hosts)
      for (AddressResult& address : host.addresses)
        if (const auto* tcp = tcp_of(address))
          address.facts.lists.push_back(ask_list(tcp->ip, zone));
}

// A list that does not answer as a list must is not believed.
policy::DnsblAnswer LookUp::ask_list(const net::IpAddress& ip, const std::string& zone) {
  const auto family = ip.is_v6() ? net::Family::v6 : net::Family::v4;
  const auto key = std::pair(zone, ip.is_v6());
  if (!lists_.contains(key))
    lists_.emplace(key, policy::dnsbl_health(resolver_, zone, family, deadline_));
  const policy::DnsblHealth& health = lists_.at(key);
  if (health.sound) return policy::ask_dnsbl(resolver_, ip, zone, deadline_);
  policy::DnsblAnswer dead;
  dead.name = zone;
  dead.text = health.text;
  return dead;
}

}  // namespace probe
