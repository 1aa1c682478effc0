#include "commands/mx/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/mail_routing_lints.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using policy::Topic;
using policy::Verdict;

constexpr int kPatience = 6;  // tries that all questions about one domain may take together

bool is_default(Topic topic) { return topic != Topic::dnsbl && topic != Topic::senders; }

Result<Topic> find_topic(const std::string& name) {
  if (const auto topic = policy::topic_named(name)) return *topic;
  std::vector<std::string> names;
  for (const policy::TopicPage& page : policy::topic_pages()) names.emplace_back(page.name);
  const auto near = base::nearest(name, names);
  return fail(ErrorKind::parse, fmt::format("--only: there is no row {}{}", base::printable(name),
                                            near ? fmt::format(", did you mean {}?", *near) : ""));
}

void add_once(std::vector<Topic>& topics, Topic topic) {
  if (std::ranges::find(topics, topic) == topics.end()) topics.push_back(topic);
}

// Options that ask for a row of their own, whatever --only says.
void add_asked_for(const MxOptions& options, std::vector<Topic>& topics) {
  if (!options.selectors.empty()) add_once(topics, Topic::dkim);
  if (!options.dnsbls.empty()) add_once(topics, Topic::dnsbl);
  if (!options.sender_check && std::ranges::find(topics, Topic::senders) == topics.end()) return;
  for (const Topic topic : {Topic::ptr, Topic::spf, Topic::dkim, Topic::dmarc, Topic::senders})
    add_once(topics, topic);
}

Result<std::vector<Topic>> topics_of(const MxOptions& options) {
  std::vector<Topic> topics;
  if (options.brief && options.only.empty()) topics.push_back(Topic::mx);
  for (const std::string& name : options.only) {
    const auto topic = find_topic(std::string(base::trim(name)));
    if (!topic) return fail(topic.error());
    topics.push_back(*topic);
  }
  for (const policy::TopicPage& page : policy::topic_pages())
    if (options.only.empty() && !options.brief && is_default(page.topic))
      topics.push_back(page.topic);
  add_asked_for(options, topics);
  return topics;
}

bool has_unknown(const policy::DomainReport& report) {
  return std::ranges::any_of(report.rows,
                             [](const policy::Row& row) { return !row.trouble.empty(); });
}

Result<void> check_together(const MxOptions& options) {
  if (options.json && options.brief)
    return fail(ErrorKind::usage, "--json and --short exclude each other");
  const int instead =
      !options.route.empty() + !options.spf_check.empty() + !options.tlsa_for.empty();
  if (instead > 1)
    return fail(ErrorKind::usage, "--route, --spf-check and --tlsa-for exclude each other");
  if (!options.route.empty() && !options.domains.empty())
    return fail(ErrorKind::usage, "--route takes an address in place of domains");
  if (!options.tlsa_for.empty() && options.domains.empty())
    return fail(ErrorKind::usage, "--tlsa-for: name the mail hosts behind it");
  if (instead == 0 && options.domains.empty())
    return fail(ErrorKind::usage, "no domain is given; see 'ehlo mx --help'");
  return {};
}

}  // namespace

base::Deadline MxPlan::deadline() const { return base::Deadline::after(dns_timeout * kPatience); }

Result<MxPlan> plan_mx(const MxOptions& options) {
  MxPlan plan;
  const auto timeout = base::parse_duration(options.dns_timeout);
  if (!timeout) return fail(ErrorKind::parse, "--dns-timeout: " + timeout.error().text);
  if (*timeout == base::Duration::zero())
    return fail(ErrorKind::parse, "--dns-timeout: it must be longer than nothing");
  plan.dns_timeout = *timeout;
  auto topics = topics_of(options);
  if (!topics) return fail(topics.error());
  plan.wish.topics = std::move(*topics);
  plan.fail_on = options.fail_on == "warn" ? Verdict::warn : Verdict::fail;
  plan.wish.fixes = !options.brief;
  plan.wish.selectors = options.selectors;
  plan.wish.dnsbls = options.dnsbls;
  if (plan.wish.has(Topic::dnsbl) && options.dnsbls.empty())
    return fail(ErrorKind::usage, "--only dnsbl: name a list with --dnsbl");
  if (auto good = check_together(options); !good) return fail(good.error());
  return plan;
}

Result<std::unique_ptr<dns::Resolver>> mx_resolver(const MxOptions& options, const MxPlan& plan,
                                                   const Env& env) {
  auto resolver = env.resolver({options.dns_servers, plan.dns_timeout});
  if (!resolver) resolver.error().text = "--dns-server: " + resolver.error().text;
  return resolver;
}

Exit exit_for(const policy::DomainReport& report, Verdict fail_on) {
  Exit exit = report.verdict() >= fail_on ? Exit::check : Exit::ok;
  if (has_unknown(report)) exit = worse(exit, Exit::temporary);
  if (!report.routing) return exit;
  if (policy::leads_nowhere(*report.routing)) return worse(exit, Exit::no_host);
  if (report.routing->rule == policy::MailRule::unknown) return worse(exit, Exit::temporary);
  return exit;
}

}  // namespace commands
