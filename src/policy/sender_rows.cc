#include "policy/sender_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "base/text.h"
#include "policy/dnsbl.h"
#include "policy/unknown_hosts.h"

namespace policy {
namespace {

using base::printable;

// ---- block lists

std::vector<net::IpAddress> distinct_addresses(const MailRouting& routing) {
  std::vector<net::IpAddress> all;
  for (const MailExchanger& host : routing.hosts)
    for (const MailAddress& address : host.addresses)
      if (std::ranges::find(all, address.ip) == all.end() && all.size() < kMaxReverseLookups)
        all.push_back(address.ip);
  return all;
}

class DnsblRow {
 public:
  DnsblRow(dns::Resolver& resolver, base::Deadline deadline)
      : resolver_(resolver), deadline_(deadline) {}

  void look_in(const std::string& zone, const std::vector<net::IpAddress>& addresses) {
    for (const net::Family family : {net::Family::v4, net::Family::v6}) {
      std::vector<net::IpAddress> asked;
      std::ranges::copy_if(addresses, std::back_inserter(asked),
                           [&](const net::IpAddress& ip) { return ip.matches(family); });
      if (!asked.empty()) look_in(zone, family, asked);
    }
  }

  Row finished(std::size_t addresses) {
    const std::size_t judged = judged_.size();
    row_.summary = fmt::format("{} of {} {} listed", listed_.size(), judged,
                               judged == 1 ? "address" : "addresses");
    if (judged < addresses) row_.summary += fmt::format(", {} not judged", addresses - judged);
    if (judged == 0 && row_.trouble.empty()) row_.trouble = unsound_;
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  void look_in(const std::string& zone, net::Family family,
               const std::vector<net::IpAddress>& addresses) {
    const DnsblHealth health = dnsbl_health(resolver_, zone, family, deadline_);
    row_.details.push_back(health.text);
    if (!health.sound) {
      // Many lists know no IPv6 at all, which is no fault of theirs.
      const bool is_fault = family == net::Family::v4 || !health.silent;
      (is_fault ? row_.trouble : unsound_).push_back(health.text);
    }
    if (!health.sound && !health.silent) return;
    ask_ahead(zone, addresses);
    for (const net::IpAddress& ip : addresses) take(zone, ip, health.sound);
  }

  void ask_ahead(const std::string& zone, const std::vector<net::IpAddress>& addresses) {
    std::vector<dns::Question> questions;
    for (const net::IpAddress& ip : addresses)
      questions.push_back({dnsbl_name(ip, zone), dns::Type::a});
    resolver_.ask_all(questions, deadline_);
  }

  void take(const std::string& zone, const net::IpAddress& ip, bool is_sound) {
    const DnsblAnswer answer = ask_dnsbl(resolver_, ip, zone, deadline_);
    switch (answer.verdict) {
      case DnsblVerdict::listed:
        listed_.insert(ip.show());
        judged_.insert(ip.show());
        row_.findings.push_back(
            {Level::fail,
             answer.reason.empty() ? answer.text : answer.text + ": " + answer.reason,
             fmt::format("ask {} to remove {}", printable(zone), ip.show()),
             {}});
        return;
      case DnsblVerdict::not_listed:
        if (is_sound) judged_.insert(ip.show());
        return;
      case DnsblVerdict::refused:
      case DnsblVerdict::invalid:
      case DnsblVerdict::unknown:
        row_.trouble.push_back(answer.text);
        return;
    }
  }

  dns::Resolver& resolver_;
  base::Deadline deadline_;
  std::set<std::string> listed_, judged_;
  std::vector<std::string> unsound_;
  Row row_{.topic = Topic::dnsbl, .summary = ""};
};

// ---- bulk senders

const Row* find_row(const std::vector<Row>& rows, Topic topic) {
  const auto found = std::ranges::find(rows, topic, &Row::topic);
  return found == rows.end() ? nullptr : &*found;
}

struct Demand {
  Topic topic;
  Level least;  // a finding as bad as this means that the demand is not met
  std::string_view met, missing;
};

constexpr std::array kDemands{
    Demand{Topic::spf, Level::fail, "SPF is published and holds", "SPF must be published and hold"},
    Demand{Topic::dkim, Level::hint, "a DKIM key is published", "mail must be signed with DKIM"},
    Demand{Topic::dmarc, Level::fail, "DMARC is published",
           "DMARC must be published, p=none at least"},
    Demand{Topic::ptr, Level::warn, "the mail hosts' reverse names lead back",
           "each address that sends must have a reverse name that leads back"},
};

void judge_demand(const Demand& demand, const Row& judged, Row& row) {
  const Finding* worst = judged.findings.empty() ? nullptr : &judged.findings.front();
  if (worst != nullptr && worst->level >= demand.least) {
    const std::string text = fmt::format("{}: {}", demand.missing, worst->text);
    row.findings.push_back(
        {demand.topic == Topic::dkim ? worst->level : Level::fail, text, worst->fix, {}});
  } else if (!judged.trouble.empty()) {
    row.trouble.push_back(fmt::format("{}: {}", demand.missing, judged.trouble.front()));
  } else {
    row.details.emplace_back(demand.met);
  }
}

// With neither there is nothing that could align with From.
void judge_alignment(const Vouchers& vouchers, Row& row) {
  if (!can_align(vouchers))
    row.findings.push_back({Level::fail,
                            "From must align with SPF or DKIM: neither an SPF record that lets "
                            "somebody send nor a DKIM key is found",
                            "follow the rows spf and dkim",
                            {}});
  else if (vouchers.dkim || vouchers.spf == SpfVoucher::some)
    row.details.emplace_back(vouchers.dkim ? "DKIM can align with From"
                                           : "SPF can align with From");
  else
    row.trouble.emplace_back(
        "From must align with SPF or DKIM: the DNS does not tell their records");
}

}  // namespace

Row dnsbl_row(dns::Resolver& resolver, const MailRouting& routing,
              const std::vector<std::string>& zones, base::Deadline deadline) {
  if (auto row = row_of_unknown_hosts(Topic::dnsbl, routing)) return std::move(*row);
  const auto addresses = distinct_addresses(routing);
  if (addresses.empty()) return {.topic = Topic::dnsbl, .summary = "no mail host has an address"};
  DnsblRow row(resolver, deadline);
  for (const std::string& zone : zones) row.look_in(zone, addresses);
  return row.finished(addresses.size());
}

Row sender_row(const std::vector<Row>& rows, const Vouchers& vouchers) {
  Row row{.topic = Topic::senders, .summary = ""};
  for (const Demand& demand : kDemands)
    if (const Row* judged = find_row(rows, demand.topic)) judge_demand(demand, *judged, row);
  judge_alignment(vouchers, row);
  row.summary = fmt::format("{} of {} demands met", row.details.size(), kDemands.size() + 1);
  row.details.emplace_back(
      "not judged here: TLS, complaints below 0.3 %, one-click unsubscribe (RFC 8058)");
  worst_first(row.findings);
  return row;
}

}  // namespace policy
