#include "policy/domain_report.h"

#include <algorithm>

#include "policy/mail_routing_lints.h"

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
    for (const dns::Record& record : mx[i].records) add(record.host);
    if (mx[i].status == dns::Status::no_data) add(domains[i]);
  }
  std::ranges::sort(questions);
  const auto repeated = std::ranges::unique(questions);
  questions.erase(repeated.begin(), repeated.end());
  resolver.ask_all(questions, deadline);
}

}  // namespace

bool DomainWish::has(Topic topic) const { return std::ranges::find(topics, topic) != topics.end(); }

Verdict DomainReport::verdict() const {
  Verdict worst = Verdict::pass;
  for (const Row& row : rows) worst = std::max(worst, row.verdict());
  return worst;
}

DomainReport look_at_domain(dns::Resolver& resolver, const std::string& domain,
                            const DomainWish& wish, base::Deadline deadline) {
  DomainReport report{.domain = domain};
  const auto reverse = wish.has(Topic::ptr) ? ReverseNames::look_up : ReverseNames::skip;
  report.routing = look_up_mail_routing(resolver, domain, reverse, deadline);
  if (wish.has(Topic::mx)) report.rows.push_back(judge_mail_routing(*report.routing));
  if (wish.has(Topic::ptr) && !report.routing->hosts.empty())
    report.rows.push_back(judge_reverse_names(*report.routing));
  return report;
}

void ask_ahead(dns::Resolver& resolver, const std::vector<std::string>& domains, const DomainWish&,
               base::Deadline deadline) {
  std::vector<Question> questions;
  for (const std::string& domain : domains) questions.push_back({domain, Type::mx});
  ask_for_hosts(resolver, resolver.ask_all(questions, deadline), domains, deadline);
}

}  // namespace policy
