#include "policy/dnsbl.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/names.h"

namespace policy {
namespace {

// RFC 5782 section 2.1 and what lists do today: 127.255.255.x says why they do not answer.
DnsblVerdict verdict_of(const net::IpAddress& code) {
  const auto& bytes = code.bytes();
  if (code.is_v6() || bytes[0] != 127) return DnsblVerdict::invalid;
  if (bytes[1] == 255 && bytes[2] == 255) return DnsblVerdict::refused;
  const bool below_two = bytes[1] == 0 && bytes[2] == 0 && bytes[3] < 2;
  return below_two ? DnsblVerdict::invalid : DnsblVerdict::listed;
}

std::string show_codes(const std::vector<net::IpAddress>& codes) {
  std::vector<std::string> shown;
  for (const net::IpAddress& code : codes) shown.push_back(code.show());
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::string describe(const DnsblAnswer& answer, const dns::Answer& told, const net::IpAddress& ip,
                     std::string_view zone) {
  const std::string address = ip.show(), list = base::printable(zone);
  const std::string codes = show_codes(answer.codes);
  switch (answer.verdict) {
    case DnsblVerdict::listed:
      return fmt::format("{} is listed by {} ({})", address, list, codes);
    case DnsblVerdict::not_listed:
      return fmt::format("{} is not listed by {}", address, list);
    case DnsblVerdict::refused:
      return fmt::format("{} does not answer this name server ({}), so nothing is known", list,
                         codes);
    case DnsblVerdict::invalid:
      return fmt::format("{} answers {}, which no list says, so nothing is known", list, codes);
    case DnsblVerdict::unknown:
      return dns::explain(told, dns::Type::a, answer.name) + ", so nothing is known";
  }
  return {};
}

std::string reason_of(dns::Resolver& resolver, const std::string& name, base::Deadline deadline) {
  std::string reason;
  for (const dns::Record& record : resolver.ask(name, dns::Type::txt, deadline).records)
    reason += (reason.empty() ? "" : "; ") + base::printable(record.text);
  return reason;
}

DnsblVerdict ask_verdict(dns::Resolver& resolver, const char* ip, std::string_view zone,
                         base::Deadline deadline) {
  const std::string name = dnsbl_name(net::IpAddress::parse(ip).value(), zone);
  return judge_dnsbl(resolver.ask(name, dns::Type::a, deadline));
}

}  // namespace

std::string dnsbl_name(const net::IpAddress& ip, std::string_view zone) {
  return fmt::format("{}.{}", reversed(ip), zone);
}

// One sign of refusal or nonsense makes the whole answer worthless.
DnsblVerdict judge_dnsbl(const dns::Answer& answer) {
  switch (answer.status) {
    case dns::Status::data:
      break;
    case dns::Status::no_data:
    case dns::Status::no_name:
      return DnsblVerdict::not_listed;
    case dns::Status::server_failure:
    case dns::Status::refused:
    case dns::Status::timeout:
    case dns::Status::malformed:
      return DnsblVerdict::unknown;
  }
  const auto any = [&](DnsblVerdict verdict) {
    return std::ranges::any_of(answer.records, [&](const dns::Record& record) {
      return verdict_of(record.ip) == verdict;
    });
  };
  if (any(DnsblVerdict::refused)) return DnsblVerdict::refused;
  return any(DnsblVerdict::invalid) ? DnsblVerdict::invalid : DnsblVerdict::listed;
}

DnsblAnswer ask_dnsbl(dns::Resolver& resolver, const net::IpAddress& ip, std::string_view zone,
                      base::Deadline deadline) {
  DnsblAnswer found;
  found.name = dnsbl_name(ip, zone);
  const dns::Answer answer = resolver.ask(found.name, dns::Type::a, deadline);
  found.verdict = judge_dnsbl(answer);
  for (const dns::Record& record : answer.records) found.codes.push_back(record.ip);
  if (found.verdict == DnsblVerdict::listed)
    found.reason = reason_of(resolver, found.name, deadline);
  found.text = describe(found, answer, ip, zone);
  return found;
}

DnsblHealth dnsbl_health(dns::Resolver& resolver, std::string_view zone, net::Family family,
                         base::Deadline deadline) {
  const bool v6 = family == net::Family::v6;
  const DnsblVerdict bad =
      ask_verdict(resolver, v6 ? "::ffff:7f00:2" : "127.0.0.2", zone, deadline);
  const DnsblVerdict good =
      ask_verdict(resolver, v6 ? "::ffff:7f00:1" : "127.0.0.1", zone, deadline);
  const std::string list = base::printable(zone);
  if (bad == DnsblVerdict::unknown || good == DnsblVerdict::unknown)
    return {false, false, fmt::format("the DNS does not tell whether {} works", list)};
  if (bad == DnsblVerdict::refused || good == DnsblVerdict::refused)
    return {false, false, fmt::format("{} does not answer this name server", list)};
  if (good == DnsblVerdict::listed)
    return {false, false,
            fmt::format("{} lists {}: it lists the whole world", list,
                        v6 ? "::ffff:127.0.0.1" : "127.0.0.1")};
  if (bad == DnsblVerdict::invalid || good == DnsblVerdict::invalid)
    return {false, false, fmt::format("{} answers as no list does", list)};
  if (bad == DnsblVerdict::listed)
    return {true, false, fmt::format("{} answers as a list must", list)};
  if (v6)
    return {false, true,
            fmt::format("{} does not list ::ffff:127.0.0.2: it says nothing about IPv6", list)};
  return {false, true, fmt::format("{} does not list 127.0.0.2: it is empty or gone", list)};
}

}  // namespace policy
