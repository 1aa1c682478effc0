#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "net/special_address.h"
#include "policy/names.h"
#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

using base::printable;

bool is_reached(const AddressResult& address) { return address.facts.connected(); }

Judgements judge_resolve(const HostScene& scene) {
  const HostFacts& host = scene.host.facts;
  if (host.trouble) {
    const bool none = host.trouble->kind == base::ErrorKind::no_host;
    return none ? broken(host.trouble->text) : unknown(host.trouble->text);
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
  const auto& addresses = scene.host.addresses;
  if (addresses.size() < 2 || std::ranges::none_of(addresses, is_reached)) return {};
  const AddressFacts& first = addresses.front().facts;
  const auto wanted = traits(first);
  for (const AddressResult& other : addresses) {
    const auto found = traits(other.facts);
    for (std::size_t i = 0; i < std::min(wanted.size(), found.size()); ++i)
      if (wanted[i] != found[i])
        return broken(
            fmt::format("{} {}, but {} {}", first.shown, wanted[i], other.facts.shown, found[i]));
  }
  return holds(fmt::format("{} addresses answer alike", addresses.size()));
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
