#include "policy/domain_report.h"

#include <algorithm>
#include <functional>
#include <initializer_list>

#include "policy/bimi.h"
#include "policy/dkim_key.h"
#include "policy/likely_senders.h"
#include "policy/mail_routing_lints.h"
#include "policy/mta_sts.h"
#include "policy/published_rows.h"
#include "policy/reverse_row.h"
#include "policy/sender_rows.h"
#include "policy/srv_row.h"
#include "policy/tls_rpt.h"
#include "policy/zone_rows.h"

namespace policy {
namespace {

using dns::Question;
using dns::Type;

void ask_for_hosts(dns::Resolver& resolver, const std::vector<dns::Answer>& mx,
                   const std::vector<std::string>& domains, base::Deadline deadline) {
  std::vector<Question> questions;
  const auto add = [&](const std::string& host) {
    for (const Type type : {Type::a, Type::aaaa}) questions.push_back({host, type});
  };
  for (std::size_t i = 0; i < domains.size(); ++i) {
    std::vector<dns::Record> hosts = mx[i].records;
    std::ranges::stable_sort(hosts, {}, &dns::Record::preference);
    for (std::size_t k = 0; k < std::min(hosts.size(), kMaxMailHosts); ++k) add(hosts[k].host);
    if (mx[i].status == dns::Status::no_data) add(domains[i]);
  }
  std::ranges::sort(questions);
  questions.erase(std::unique(questions.begin(), questions.end()), questions.end());
  resolver.ask_all(questions, deadline);
}

// The names below a domain where rows look first.
void add_published(const std::string& domain, const DomainWish& wish,
                   std::vector<Question>& questions) {
  const auto add_txt = [&](Topic topic, std::string name) {
    if (wish.has(topic)) questions.push_back({std::move(name), Type::txt});
  };
  add_txt(Topic::spf, domain);
  add_txt(Topic::dmarc, "_dmarc." + domain);
  add_txt(Topic::mta_sts, sts_record_name(domain));
  add_txt(Topic::tls_rpt, tls_rpt_name(domain));
  add_txt(Topic::bimi, bimi_name(domain));
  if (wish.selectors.empty())
    for (const DkimSelector& selector : common_dkim_selectors())
      add_txt(Topic::dkim, dkim_key_name(selector.name, domain));
  if (wish.has(Topic::dnssec) && wish.has(Topic::srv))
    for (const auto& all : {zone_questions(domain), srv_questions(domain)})
      questions.insert(questions.end(), all.begin(), all.end());
}

// One look at one domain, row by row.
class Look {
 public:
  Look(dns::Resolver& resolver, const std::string& domain, const DomainWish& wish,
       const Fetch& fetch, base::Deadline deadline)
      : resolver_(resolver), wish_(wish), fetch_(fetch), deadline_(deadline) {
    report_.domain = domain;
  }

  DomainReport report() {
    if (wants({Topic::mx, Topic::ptr, Topic::mta_sts, Topic::dane, Topic::dnsbl}))
      look_at_routing();
    routing().exists ? look_at_rest() : tell_of_no_domain();
    return std::move(report_);
  }

 private:
  bool wants(std::initializer_list<Topic> topics) const {
    return std::ranges::any_of(topics, [this](Topic topic) { return wish_.has(topic); });
  }

  // Makes the row only when it is wanted.
  void add(Topic topic, const std::function<Row()>& make) {
    if (wish_.has(topic)) report_.rows.push_back(make());
  }

  void look_at_routing() {
    const auto reverse = wish_.has(Topic::ptr) ? ReverseNames::look_up : ReverseNames::skip;
    report_.routing = look_up_mail_routing(resolver_, report_.domain, reverse, deadline_);
    const MailRouting& routing = *report_.routing;
    add(Topic::mx, [&] { return mx_row(routing); });
    if (!routing.hosts.empty()) add(Topic::ptr, [&] { return judge_reverse_names(routing); });
  }

  // Whatever is wanted: no other row could say anything that holds.
  void tell_of_no_domain() {
    if (!report_.routing) report_.routing = routing();
    report_.rows = {mx_row(*report_.routing)};
  }

  Row mx_row(const MailRouting& routing) {
    FreeNames names(resolver_, routing, deadline_, wish_.fixes ? FreeNames::kMaxQuestions : 0);
    return judge_mail_routing(routing, names);
  }

  // Only that of the report is shown.
  const MailRouting& routing() {
    if (report_.routing) return *report_.routing;
    if (!routing_)
      routing_ = look_up_mail_routing(resolver_, report_.domain, ReverseNames::skip, deadline_);
    return *routing_;
  }

  void look_at_rest() {
    const std::string& domain = report_.domain;
    MailRule rule = MailRule::unknown;
    if (wants({Topic::spf, Topic::dmarc, Topic::tls_rpt})) rule = routing().rule;
    add(Topic::spf,
        [&] { return spf_row(resolver_, domain, likely_senders(routing()), deadline_); });
    add(Topic::dkim, [&] { return dkim_row(resolver_, domain, wish_.selectors, deadline_); });
    DmarcDiscovery dmarc;
    if (wants({Topic::dmarc, Topic::bimi}))
      dmarc = discover_dmarc(resolver_, domain, rule, deadline_);
    std::optional<Vouchers> vouchers;
    if (wish_.has(Topic::spf) && wish_.has(Topic::dkim))
      vouchers = find_vouchers(resolver_, domain, wish_.selectors, deadline_);
    add(Topic::dmarc, [&] { return dmarc_row(resolver_, dmarc, vouchers, deadline_); });
    add(Topic::mta_sts,
        [&] { return mta_sts_row(resolver_, *report_.routing, fetch_, wish_.now, deadline_); });
    add(Topic::tls_rpt, [&] { return tls_rpt_row(resolver_, domain, rule, deadline_); });
    add(Topic::dane, [&] { return dane_row(resolver_, *report_.routing, deadline_); });
    add(Topic::dnssec, [&] { return dnssec_row(resolver_, domain, deadline_); });
    add(Topic::caa, [&] { return caa_row(resolver_, routing(), deadline_); });
    add(Topic::bimi, [&] { return bimi_row(resolver_, domain, dmarc, fetch_, deadline_); });
    add(Topic::srv, [&] { return srv_row(resolver_, domain, deadline_); });
    add(Topic::dnsbl,
        [&] { return dnsbl_row(resolver_, *report_.routing, wish_.dnsbls, deadline_); });
    add(Topic::senders, [&] { return sender_row(report_.rows, vouchers.value_or(Vouchers())); });
  }

  dns::Resolver& resolver_;
  const DomainWish& wish_;
  const Fetch& fetch_;
  base::Deadline deadline_;
  DomainReport report_;
  std::optional<MailRouting> routing_;
};

}  // namespace

bool DomainWish::has(Topic topic) const { return std::ranges::find(topics, topic) != topics.end(); }

Verdict DomainReport::verdict() const {
  Verdict worst = Verdict::pass;
  for (const Row& row : rows) worst = std::max(worst, row.verdict());
  return worst;
}

DomainReport look_at_domain(dns::Resolver& resolver, const std::string& domain,
                            const DomainWish& wish, const Fetch& fetch, base::Deadline deadline) {
  return Look(resolver, domain, wish, fetch, deadline).report();
}

void ask_ahead(dns::Resolver& resolver, const std::vector<std::string>& domains,
               const DomainWish& wish, base::Deadline deadline) {
  std::vector<Question> questions;
  for (const std::string& domain : domains) questions.push_back({domain, Type::mx});
  for (const std::string& domain : domains) add_published(domain, wish, questions);
  ask_for_hosts(resolver, resolver.ask_all(questions, deadline), domains, deadline);
}

}  // namespace policy
