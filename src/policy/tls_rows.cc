#include "policy/tls_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "policy/dane.h"
#include "policy/mail_routing_lints.h"
#include "policy/misplaced.h"
#include "policy/mta_sts.h"
#include "policy/near_miss.h"
#include "policy/tlsa_lookup.h"
#include "policy/to_publish.h"
#include "policy/txt_record.h"
#include "policy/unknown_hosts.h"

namespace policy {
namespace {

using base::printable;

constexpr std::string_view kPolicyPath = "/.well-known/mta-sts.txt";
constexpr int kOk = 200;

std::vector<std::string> host_names(const MailRouting& routing) {
  std::vector<std::string> names;
  for (const MailExchanger& host : routing.hosts) names.push_back(host.name);
  return names;
}

// Each host that a sender can reach, or may be able to, once.
std::vector<std::string> hosts_to_name(const MailRouting& routing) {
  std::vector<std::string> names;
  for (const MailExchanger& host : routing.hosts)
    if ((is_reachable(host) || !host.trouble.empty()) &&
        std::ranges::find(names, host.name) == names.end())
      names.push_back(host.name);
  return names;
}

// ---- MTA-STS

class StsRow {
 public:
  StsRow(dns::Resolver& resolver, const MailRouting& routing, const Fetch& fetch, std::time_t now,
         base::Deadline deadline)
      : resolver_(resolver), routing_(routing), fetch_(fetch), now_(now), deadline_(deadline) {}

  Row judge(const TxtRecord& found) {
    row_.tell_aliases(found.name, found.aliases);
    if (!found.trouble.empty()) {
      row_.trouble.push_back(found.trouble);
    } else if (found.texts.empty()) {
      row_.findings = near_misses(RecordKind::mta_sts, found);
      if (row_.findings.empty())
        row_.findings =
            find_misplaced(resolver_, RecordKind::mta_sts, routing_.domain, found, deadline_);
      if (row_.findings.empty()) suggest(found);
    } else if (!found.found()) {
      add(Level::fail,
          fmt::format("{} has {} records, so none counts", found.name, found.texts.size()),
          past_aliases(without_all_but_first(found), found.name, found.aliases));
    } else {
      judge_record(found);
    }
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  void add(Level level, std::string text, std::string fix) {
    row_.findings.push_back({level, std::move(text), std::move(fix), {}});
  }

  // They say nothing but that there is a policy, so any of them will do.
  static std::string without_all_but_first(const TxtRecord& found) {
    std::vector<std::string> lines;
    for (std::size_t i = 1; i < found.texts.size(); ++i)
      lines.push_back("remove: " + txt_line(found.name, found.texts[i]));
    return fmt::format("{}", fmt::join(lines, "\n"));
  }

  void suggest(const TxtRecord& found) {
    if (!trouble_with_hosts(routing_).empty()) row_.trouble.push_back(trouble_with_hosts(routing_));
    const auto hosts = hosts_to_name(routing_);
    if (hosts.empty()) return;
    const std::string file = sts_policy_for(hosts, StsMode::testing);
    add(Level::hint, "not published: whoever is on the way can make senders give up TLS",
        fmt::format("{}\nserve at {}:\n{}",
                    past_aliases(sts_to_publish(routing_.domain, now_), found.name, found.aliases),
                    sts_policy_url(routing_.domain), base::trim(file)));
  }

  void judge_record(const TxtRecord& found) {
    row_.details.push_back(fmt::format("{}: {}", found.name, printable(found.text())));
    auto record = parse_sts_record(found.text(), routing_.domain, now_);
    row_.summary = "not usable";
    new_id_ = past_aliases(in_its_place(sts_to_publish(routing_.domain, now_)), found.name,
                           found.aliases);
    if (!record) {
      row_.findings = {std::move(record.error())};
      return send_past_aliases(row_.findings, found.name, found.aliases);
    }
    row_.findings = record->findings;
    const auto answer =
        fetch_(sts_policy_host(routing_.domain), std::string(kPolicyPath), deadline_);
    if (!answer)
      return add(Level::fail,
                 fmt::format("the policy cannot be fetched: {}", printable(answer.error().text)),
                 how_to_serve(answer.error()));
    judge_answer(*answer);
  }

  std::string how_to_serve(const base::Error& error) const {
    const std::string host = sts_policy_host(routing_.domain);
    const std::string fix = fmt::format("serve it at {}", sts_policy_url(routing_.domain));
    if (error.kind == base::ErrorKind::tls)
      return fmt::format("{} with a certificate for {} that senders trust", fix, host);
    if (error.kind != base::ErrorKind::no_host) return fix;
    return fmt::format("publish: {}. IN A ADDRESS\n{}", host, fix);
  }

  void judge_answer(const net::HttpAnswer& answer) {
    if (answer.status != kOk) return add_refusal(answer);
    if (answer.content_type != "text/plain")
      add(Level::warn,
          fmt::format("the policy is of type {}, not text/plain",
                      answer.content_type.empty() ? "none" : printable(answer.content_type)),
          "serve it as Content-Type: text/plain");
    const auto policy = parse_sts_policy(answer.body);
    if (!policy) return want_change({policy.error()});
    row_.summary = fmt::format("{}, {} s", sts_mode_name(policy->mode), policy->max_age);
    for (const std::string& line : policy->mx) row_.details.push_back("mx: " + printable(line));
    std::vector<Finding> changes = policy->findings;
    judge_cover(*policy, changes);
    want_change(std::move(changes));
  }

  // Senders keep the policy that they have until the id is another one, for max_age at most.
  void want_change(std::vector<Finding> changes) {
    worst_first(changes);
    if (!changes.empty()) {
      std::string& fix = changes.front().fix;
      fix += fmt::format("{}\n{}", fix.empty() ? "mend it" : "", new_id_);
    }
    std::ranges::move(changes, std::back_inserter(row_.findings));
  }

  void add_refusal(const net::HttpAnswer& answer) {
    const std::string url = sts_policy_url(routing_.domain);
    if (answer.location.empty())
      return add(Level::fail, fmt::format("the policy's server answers {}", answer.status),
                 fmt::format("serve it at {}", url));
    add(Level::fail,
        fmt::format("the policy's server answers {} and points to {}: senders follow no redirect "
                    "(RFC 8461 section 3.3)",
                    answer.status, printable(answer.location)),
        fmt::format("serve it at {} itself", url));
  }

  void judge_cover(const StsPolicy& policy, std::vector<Finding>& changes) {
    if (auto trouble = trouble_with_hosts(routing_); !trouble.empty())
      row_.trouble.push_back(std::move(trouble));
    const Level level = policy.mode == StsMode::enforce ? Level::fail : Level::warn;
    for (const std::string& host : host_names(routing_))
      if (policy.mode != StsMode::none && !sts_covers(policy, host))
        changes.push_back({level,
                           fmt::format("the policy does not name the MX host {}", printable(host)),
                           fmt::format("add to the policy: mx: {}", printable(host)),
                           {}});
  }

  dns::Resolver& resolver_;
  const MailRouting& routing_;
  const Fetch& fetch_;
  std::time_t now_;
  base::Deadline deadline_;
  std::string new_id_;  // the record that has senders fetch the policy again
  Row row_{.topic = Topic::mta_sts, .summary = "not published"};
};

// ---- DANE

class DaneRow {
 public:
  DaneRow(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline)
      : resolver_(resolver), routing_(routing), deadline_(deadline) {}

  Row judge() {
    std::vector<TlsaPlace> places;
    for (const std::string& host : host_names(routing_)) places.push_back({host});
    const auto all = find_tlsa(resolver_, places, deadline_);
    for (std::size_t i = 0; i < all.size(); ++i) judge_host(routing_.hosts[i], all[i]);
    if (published_ > 0) judge_whole();
    row_.summary = published_ == 0
                       ? "not published"
                       : fmt::format("{} of {} mail hosts", published_, routing_.hosts.size());
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  void add(Level level, std::string text, std::string fix) {
    row_.findings.push_back({level, std::move(text), std::move(fix), {}});
  }

  void judge_host(const MailExchanger& host, const TlsaFound& found) {
    const dns::Answer& answer = found.answer;
    const std::string& name = found.name;
    switch (answer.status) {
      case dns::Status::data:
        ++published_;
        return judge_records(host, found);
      case dns::Status::no_data:
      case dns::Status::no_name:
        return without_.push_back(host.name);
      case dns::Status::server_failure:
      case dns::Status::refused:
      case dns::Status::timeout:
      case dns::Status::malformed:
        break;
    }
    if (answer.bogus)
      add(Level::fail,
          fmt::format("DNSSEC validation of {} fails: senders with DANE put mail off", name),
          "sign the zone again, or remove its DS record from the parent zone");
    row_.trouble.push_back(dns::explain(answer, dns::Type::tlsa, name));
  }

  void judge_records(const MailExchanger& host, const TlsaFound& found) {
    const dns::Answer& answer = found.answer;
    const std::string& name = found.name;
    if (!answer.authentic)
      add(Level::warn, fmt::format("{} is not validated by DNSSEC, so senders pass over it", name),
          "sign the zone, or ask a resolver that validates");
    std::vector<TlsaRecord> records;
    for (const dns::Record& record : answer.records) {
      auto tlsa = parse_tlsa(record.data);
      if (tlsa)
        records.push_back(std::move(*tlsa));
      else
        row_.findings.push_back(tlsa.error());
    }
    judge_each(found, records);
    tell_rollover(found, records);
    if (std::ranges::none_of(records, is_usable) && answer.authentic)
      add(Level::fail,
          fmt::format("no record at {} is of use: senders with DANE take any certificate", name),
          tlsa_command(found.base));
    if (!found.way_is_secure)
      add(Level::warn,
          fmt::format("the address of {} is not signed, so its TLSA records do not count",
                      printable(host.name)),
          "sign the zone of the mail host");
  }

  // Beside one without fault those that no sender can use are of no harm. Which of the others is
  // the one in force only the certificate tells.
  void judge_each(const TlsaFound& found, const std::vector<TlsaRecord>& records) {
    const std::string& name = found.name;
    const bool has_good = std::ranges::any_of(
        records, [](const TlsaRecord& record) { return lint_tlsa(record).empty(); });
    for (const TlsaRecord& record : records) {
      row_.details.push_back(fmt::format("{}: {} ({})", name, show(record), explain(record)));
      for (const Finding& finding : lint_tlsa(record))
        add(has_good ? std::min(finding.level, Level::warn) : finding.level,
            fmt::format("{}: {}", printable(found.base), finding.text),
            past_aliases(instead_of(found, record, has_good), printable(name), found.answer.aliases,
                         routing_.domain));
    }
  }

  // RFC 7671 section 8.1: a key that changes before senders know its record stops mail.
  void tell_rollover(const TlsaFound& found, const std::vector<TlsaRecord>& records) {
    if (records.size() != 1 || !is_usable(records.front()) ||
        records.front().usage == kTrustAnchorUsage)
      return;
    row_.details.push_back(
        fmt::format("before the key changes: publish the record of the next one beside it (ehlo mx "
                    "--tlsa-for NEXT.pem {}), and wait twice its TTL of {} s",
                    printable(found.base), found.answer.records.front().ttl));
  }

  // One that works goes when its successor is there, which is for the same certificate.
  static std::string instead_of(const TlsaFound& found, const TlsaRecord& record, bool has_good) {
    const auto line = [&](const TlsaRecord& one) {
      return fmt::format("{}. IN TLSA {}", printable(found.name), show(one));
    };
    const std::string removal = "remove: " + line(record);
    if (!is_usable(record))
      return has_good ? removal : fmt::format("{}\n{}", tlsa_command(found.base), removal);
    const std::string then = "then remove: " + line(record);
    return record.matching == 0 ? fmt::format("publish: {}\n{}", line(with_sha256(record)), then)
                                : fmt::format("{}\n{}", tlsa_command(found.base), then);
  }

  // What prints the record to publish: it takes the certificate.
  static std::string tlsa_command(const std::string& host) {
    return fmt::format("ehlo mx --tlsa-for CERT.pem {}", printable(host));
  }

  void judge_whole() {
    if (!routing_.authentic)
      add(Level::warn,
          "the MX records are not signed: whoever forges them leads mail past the TLSA records",
          fmt::format("sign the zone of {}", routing_.domain));
    for (const std::string& host : without_)
      add(Level::warn, fmt::format("{} has no TLSA record, while other mail hosts have", host),
          tlsa_command(host));
  }

  dns::Resolver& resolver_;
  const MailRouting& routing_;
  base::Deadline deadline_;
  std::size_t published_ = 0;
  std::vector<std::string> without_;
  Row row_{.topic = Topic::dane, .summary = ""};
};

}  // namespace

Row mta_sts_row(dns::Resolver& resolver, const MailRouting& routing, const Fetch& fetch,
                std::time_t now, base::Deadline deadline) {
  return StsRow(resolver, routing, fetch, now, deadline)
      .judge(find_txt(resolver, sts_record_name(routing.domain), is_mta_sts, deadline));
}

Row dane_row(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline) {
  if (auto row = row_of_unknown_hosts(Topic::dane, routing)) return std::move(*row);
  return DaneRow(resolver, routing, deadline).judge();
}

}  // namespace policy
