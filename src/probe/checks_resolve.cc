#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "base/text.h"
#include "net/special_address.h"
#include "policy/names.h"
#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

using base::printable;

// Of those to which this machine has a way at all.
std::vector<const AddressFacts*> looked_at(const HostResult& host) {
  std::vector<const AddressFacts*> all;
  for (const AddressResult& address : host.addresses)
    if (address.facts.obstacle != net::Obstacle::here) all.push_back(&address.facts);
  return all;
}

Judgements judge_resolve(const HostScene& scene) {
  const HostFacts& host = scene.host.facts;
  if (host.trouble) {
    const bool none = host.trouble->kind == base::ErrorKind::no_host;
    const bool literal = net::IpAddress::parse(host.place.name).has_value();
    return none ? broken(host.trouble->text, literal ? "leave -4 or -6 out" : "")
                : unknown(host.trouble->text);
  }
  const std::size_t count = scene.host.addresses.size();
  return holds(fmt::format("{} address{}", count, count == 1 ? "" : "es"));
}

std::size_t count_of(const HostResult& host, bool v6) {
  return static_cast<std::size_t>(
      std::ranges::count_if(host.addresses, [v6](const AddressResult& address) {
        const auto* tcp = std::get_if<net::TcpAddress>(&address.facts.address);
        return tcp != nullptr && tcp->ip.is_v6() == v6;
      }));
}

bool is_public(const HostResult& host) {
  return std::ranges::any_of(host.addresses, [](const AddressResult& address) {
    const auto* tcp = std::get_if<net::TcpAddress>(&address.facts.address);
    return tcp != nullptr && !net::special_purpose(tcp->ip);
  });
}

Judgements judge_ipv6(const HostScene& scene) {
  const HostResult& host = scene.host;
  const bool asked = host.facts.looked_up && scene.wish.family == net::Family::any;
  if (!asked || host.addresses.empty() || !is_public(host)) return {};
  const std::size_t v4 = count_of(host, false), v6 = count_of(host, true);
  if (v4 == 0)
    return milder(Verdict::warn, "there is no IPv4 address: most senders cannot reach the host");
  if (v6 == 0) return broken("there is no IPv6 address");
  return holds(fmt::format("{} IPv4, {} IPv6", v4, v6));
}

// How an address answers, in words that are the same for those that answer alike.
std::vector<std::string> traits(const AddressFacts& facts) {
  std::vector<std::string> all;
  all.emplace_back(facts.last_hello() ? "answers" : "does not answer");
  if (!facts.last_hello()) return all;
  all.emplace_back(facts.tls ? "does TLS" : "does no TLS");
  if (facts.tls && !facts.tls->chain.empty())
    all.push_back("shows the certificate " + facts.tls->chain.front().sha256.substr(0, 16));
  return all;
}

Judgements judge_alike(const HostScene& scene) {
  const auto addresses = looked_at(scene.host);
  if (addresses.size() < 2 || std::ranges::none_of(addresses, &AddressFacts::connected)) return {};
  const AddressFacts& first = *addresses.front();
  const auto wanted = traits(first);
  for (const AddressFacts* other : addresses) {
    const auto found = traits(*other);
    for (std::size_t i = 0; i < std::min(wanted.size(), found.size()); ++i)
      if (wanted[i] != found[i])
        return broken(
            fmt::format("{} {}, but {} {}", first.shown, wanted[i], other->shown, found[i]));
  }
  return holds(fmt::format("{} addresses answer alike", addresses.size()));
}

// "SIZE 1000"; each mechanism of AUTH by itself, as their order means nothing (RFC 4954 section 3);
// AUTH before TLS is told apart from AUTH inside it.
std::set<std::string> offers_of(const AddressFacts& facts) {
  std::set<std::string> all;
  const auto shown = [](const smtp::Extension& each) {
    return printable(each.parameters.empty() ? each.keyword : each.keyword + " " + each.parameters);
  };
  for (const smtp::Extension& each : facts.offered().all()) {
    if (!base::equal_ignoring_case(each.keyword, "AUTH")) {
      all.insert(shown(each));
      continue;
    }
    for (const std::string_view mechanism : base::split(each.parameters, ' '))
      if (!mechanism.empty()) all.insert("AUTH " + printable(mechanism));
  }
  if (facts.secure_hello && facts.plain.has("AUTH")) all.insert("AUTH before TLS");
  return all;
}

std::string missing_in(const std::set<std::string>& some, const std::set<std::string>& others) {
  std::vector<std::string> missing;
  std::ranges::set_difference(some, others, std::back_inserter(missing));
  return fmt::format("{}", fmt::join(missing, ", "));
}

Judgements judge_keywords(const HostScene& scene) {
  auto addresses = looked_at(scene.host);
  std::erase_if(addresses, [](const AddressFacts* facts) {
    return !facts->last_hello() || !facts->last_hello()->ok();
  });
  if (addresses.size() < 2) return {};
  const AddressFacts& first = *addresses.front();
  const auto wanted = offers_of(first);
  for (const AddressFacts* other : addresses) {
    const auto found = offers_of(*other);
    std::vector<std::string> odd;
    if (const auto text = missing_in(wanted, found); !text.empty())
      odd.push_back(fmt::format("{} offers {}, {} does not", first.shown, text, other->shown));
    if (const auto text = missing_in(found, wanted); !text.empty())
      odd.push_back(fmt::format("{} offers {}, {} does not", other->shown, text, first.shown));
    if (!odd.empty()) return broken(fmt::format("{}", fmt::join(odd, "; ")));
  }
  return holds(fmt::format("{} addresses offer the same", addresses.size()));
}

const net::TcpAddress* public_address(const AddressScene& scene) {
  const auto* tcp = std::get_if<net::TcpAddress>(&scene.address.address);
  return tcp != nullptr && !net::special_purpose(tcp->ip) ? tcp : nullptr;
}

Judgements judge_reverse(const AddressScene& scene) {
  const policy::MailAddress& names = scene.address.names;
  if (public_address(scene) == nullptr || !names.looked_up) return {};
  if (!names.names.empty()) return holds(printable(names.names.front().name));
  if (!names.trouble.empty()) return unknown(names.trouble);
  return broken(fmt::format("{} has no reverse name", names.ip.show()),
                fmt::format("publish: {}. IN PTR {}.", policy::reverse_name(names.ip),
                            scene.host.place.name));
}

Judgements judge_confirmed(const AddressScene& scene) {
  const policy::MailAddress& names = scene.address.names;
  if (public_address(scene) == nullptr || names.names.empty()) return {};
  const auto confirmed = std::ranges::find(names.names, true, &policy::ReverseName::leads_back);
  if (confirmed != names.names.end())
    return holds(fmt::format("{} leads back", printable(confirmed->name)));
  if (!names.trouble.empty()) return unknown(names.trouble);
  const std::string name = printable(names.names.front().name);
  return broken(
      fmt::format("the reverse name {} of {} does not lead back", name, names.ip.show()),
      fmt::format("publish: {}. IN {} {}", name, names.ip.is_v6() ? "AAAA" : "A", names.ip.show()));
}

Judgements judge_lists(const AddressScene& scene) {
  Judgements all;
  for (const policy::DnsblAnswer& list : scene.address.lists) {
    using policy::DnsblVerdict;
    if (list.verdict == DnsblVerdict::not_listed) continue;
    const bool listed = list.verdict == DnsblVerdict::listed;
    all.push_back({listed ? Verdict::fail : Verdict::unknown, list.text, ""});
  }
  if (all.empty() && !scene.address.lists.empty())
    return holds(fmt::format("on none of {} lists", scene.address.lists.size()));
  return all;
}

}  // namespace

std::span<const Check> resolve_checks() {
  static constexpr std::array kChecks{
      Check{"resolve", Stage::resolve, Verdict::fail, "RFC 5321 section 5.1",
            "the name of the host leads to an address",
            "publish an A or AAAA record for the host, or correct the name", judge_resolve},
      Check{"ipv6", Stage::resolve, Verdict::hint, "RFC 3974",
            "the host can be reached by IPv4 and by IPv6", "publish an address of the other family",
            judge_ipv6},
      Check{"addresses-alike", Stage::resolve, Verdict::warn, "",
            "all addresses of the host answer, with the same certificate",
            "configure the servers behind the name alike, or take the odd address out of the DNS",
            judge_alike},
      Check{"keywords-alike", Stage::ehlo, Verdict::warn, "RFC 5321 section 4.1.1.1",
            "all addresses of the host offer the same keywords",
            "configure the servers behind the name alike; where they are, something on the way to "
            "one of them takes keywords out",
            judge_keywords},
      Check{"reverse-name", Stage::resolve, Verdict::warn, "RFC 1912 section 2.1",
            "the address has a reverse name",
            "ask whoever gave you the address to publish a PTR record", judge_reverse},
      Check{"reverse-confirmed", Stage::resolve, Verdict::warn, "RFC 1912 section 2.1",
            "the reverse name leads back to the address", "publish an address record for the name",
            judge_confirmed},
      Check{"dnsbl", Stage::resolve, Verdict::fail, "RFC 5782",
            "the address stands on none of the block lists asked (--dnsbl)",
            "mend what led to the listing, then ask the list to remove the address", judge_lists},
  };
  return kChecks;
}

}  // namespace probe
