#include "policy/mail_routing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dns/alias_loop.h"
#include "dns/denial.h"
#include "net/special_address.h"
#include "policy/names.h"
#include "policy/reverse_names.h"

namespace policy {
namespace {

using dns::Answer;
using dns::Question;
using dns::Status;
using dns::Type;

constexpr std::array kAddressTypes{Type::a, Type::aaaa};

void take_addresses(MailExchanger& host, const Answer& answer, Type type) {
  if (answer.status == Status::no_name) host.exists = false;
  if (dns::is_told(answer.status))
    host.aliases = answer.aliases.empty() ? host.aliases : answer.aliases;
  else
    host.trouble = dns::explain(answer, type, host.name);
  // A name server may tell a record twice, which it is not (RFC 2181 section 5).
  for (const dns::Record& record : answer.records)
    if (std::ranges::find(host.addresses, record.ip, &MailAddress::ip) == host.addresses.end())
      host.addresses.push_back({.ip = record.ip, .ttl = record.ttl});
}

void look_for_loop(dns::Resolver& resolver, MailExchanger& host, base::Deadline deadline) {
  if (const auto loop = dns::find_loop(resolver, host.name, deadline))
    host.trouble = dns::explain(*loop, Type::aaaa, host.name);
}

void look_up_addresses(dns::Resolver& resolver, std::vector<MailExchanger>& hosts,
                       base::Deadline deadline) {
  const auto answers = resolver.ask_all(mail_host_questions(hosts), deadline);
  std::size_t next = 0;
  for (MailExchanger& host : hosts) {
    for (const Type type : kAddressTypes) {
      const Answer& answer = answers[next++];
      take_addresses(host, answer, type);
      if (answer.status == Status::server_failure) look_for_loop(resolver, host, deadline);
    }
    if (!host.addresses.empty()) host.exists = true;
  }
}

std::vector<MailAddress*> all_addresses(std::vector<MailExchanger>& hosts) {
  std::vector<MailAddress*> all;
  for (MailExchanger& host : hosts)
    for (MailAddress& address : host.addresses)
      if (all.size() < kMaxReverseLookups) all.push_back(&address);
  return all;
}

void take_mx(MailRouting& routing, const Answer& answer) {
  for (const dns::Record& record : answer.records) {
    if (record.host.empty())
      routing.null_beside = true;
    else
      routing.hosts.push_back(
          {.name = record.host, .preference = record.preference, .ttl = record.ttl});
  }
  routing.rule = routing.hosts.empty() ? MailRule::null_mx : MailRule::mx;
  if (routing.hosts.empty()) routing.null_beside = false;
  std::ranges::sort(routing.hosts, {}, [](const MailExchanger& host) {
    return std::pair<std::uint16_t, std::string_view>(host.preference, host.name);
  });
  if (routing.hosts.size() <= kMaxMailHosts) return;
  routing.passed_over = routing.hosts.size() - kMaxMailHosts;
  routing.hosts.resize(kMaxMailHosts);
}

// RFC 5321 section 5.1. After "no MX" alone: an MX that the DNS does not tell may well be there.
void take_own_addresses(MailRouting& routing, dns::Resolver& resolver, base::Deadline deadline) {
  std::vector<MailExchanger> self(1);
  self.front().name = routing.domain;
  look_up_addresses(resolver, self, deadline);
  if (!self.front().addresses.empty()) {
    routing.rule = MailRule::implicit_mx;
    routing.hosts = std::move(self);
  } else if (self.front().trouble.empty()) {
    routing.rule = MailRule::nowhere;
  } else {
    routing.trouble = self.front().trouble;
  }
}

void follow_mx(MailRouting& routing, const Answer& answer, dns::Resolver& resolver,
               base::Deadline deadline) {
  switch (answer.status) {
    case Status::data:
      take_mx(routing, answer);
      return look_up_addresses(resolver, routing.hosts, deadline);
    case Status::no_data:
      return take_own_addresses(routing, resolver, deadline);
    case Status::no_name:
      routing.rule = MailRule::nowhere;
      routing.exists = false;
      return;
    case Status::server_failure:
    case Status::refused:
    case Status::timeout:
    case Status::malformed:
      routing.trouble = dns::explain(answer, Type::mx, routing.domain);
      return;
  }
}

}  // namespace

const std::string& holder_of_addresses(const MailExchanger& host) {
  return host.aliases.empty() ? host.name : host.aliases.back();
}

bool is_public(const MailAddress& address) { return !net::special_purpose(address.ip); }

bool is_literal(const MailExchanger& host) { return net::IpAddress::parse(host.name).has_value(); }

bool is_reachable(const MailExchanger& host) {
  return !is_literal(host) && !is_localhost(host.name) &&
         std::ranges::any_of(host.addresses, is_public);
}

std::string_view mail_rule_name(MailRule rule) {
  switch (rule) {
    case MailRule::mx:
      return "mx";
    case MailRule::implicit_mx:
      return "implicit-mx";
    case MailRule::null_mx:
      return "null-mx";
    case MailRule::nowhere:
      return "nowhere";
    case MailRule::unknown:
      return "unknown";
  }
  return "";
}

std::vector<Question> mail_host_questions(const std::vector<MailExchanger>& hosts) {
  std::vector<Question> questions;
  for (const MailExchanger& host : hosts)
    for (const Type type : kAddressTypes) questions.push_back({host.name, type});
  return questions;
}

MailRouting look_up_mail_routing(dns::Resolver& resolver, std::string_view domain,
                                 ReverseNames reverse, base::Deadline deadline) {
  MailRouting routing{.domain = std::string(domain)};
  const Answer answer = resolver.ask(domain, Type::mx, deadline);
  routing.authentic = answer.authentic;
  routing.bogus = answer.bogus;
  routing.aliases = answer.aliases;
  follow_mx(routing, answer, resolver, deadline);
  if (reverse == ReverseNames::skip) return routing;
  const std::vector<MailAddress*> addresses = all_addresses(routing.hosts);
  look_up_reverse_names(resolver, addresses, deadline);
  return routing;
}

}  // namespace policy
