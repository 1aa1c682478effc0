#include "policy/dmarc_discovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "policy/misplaced.h"
#include "policy/names.h"
#include "policy/near_miss.h"
#include "policy/splice.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

constexpr std::size_t kMaxQuestions = 8;

std::string_view parent_of(std::string_view domain) {
  const std::size_t dot = domain.find('.');
  return dot == std::string_view::npos ? std::string_view() : domain.substr(dot + 1);
}

std::size_t labels_in(std::string_view domain) { return base::split(domain, '.').size(); }

// Section 4.10: of a long name only the last 7 labels are asked about, behind the name itself.
std::string_view next_above(std::string_view domain) {
  std::string_view above = parent_of(domain);
  while (labels_in(above) >= kMaxQuestions) above = parent_of(above);
  return above;
}

DmarcStep ask_at(dns::Resolver& resolver, std::string_view domain, base::Deadline deadline) {
  DmarcStep step;
  step.domain = domain;
  step.record = find_txt(resolver, fmt::format("_dmarc.{}", domain), is_dmarc, deadline);
  const TxtRecord& found = step.record;
  if (found.texts.size() > 1)
    step.findings.push_back(
        {Level::fail,
         fmt::format("{} holds {} DMARC records, so receivers ignore them all", found.name,
                     found.texts.size()),
         past_aliases(remove_all_but_one(found.name, found.texts), found.name, found.aliases),
         {}});
  if (!found.found()) return step;
  auto record = parse_dmarc(found.text(), domain);
  if (!record) return step;
  send_past_aliases(record->findings, found.name, found.aliases);
  step.parsed = std::move(*record);
  return step;
}

bool ends_walk(const DmarcStep& step) {
  return !step.record.trouble.empty() || (step.parsed && step.parsed->psd != DmarcPsd::unknown);
}

std::string one_label_below(std::string_view domain, std::string_view start) {
  std::string_view below = start;
  while (parent_of(below) != domain && !parent_of(below).empty()) below = parent_of(below);
  return std::string(below);
}

// Section 4.10.2, from the longest name to the shortest.
std::string organizational_domain(const std::vector<DmarcStep>& steps) {
  const std::string& start = steps.front().domain;
  std::string found = start;
  for (const DmarcStep& step : steps) {
    if (!step.parsed) continue;
    if (step.parsed->psd == DmarcPsd::no) return step.domain;
    if (step.parsed->psd == DmarcPsd::yes && step.domain != start)
      return one_label_below(step.domain, start);
    found = step.domain;
  }
  return found;
}

const DmarcStep* step_at(const DmarcWalk& walk, std::string_view domain) {
  const auto found = std::ranges::find(walk.steps, domain, &DmarcStep::domain);
  return found == walk.steps.end() || !found->parsed ? nullptr : &*found;
}

// The author's own record, else that of its organization, else that of the public suffix.
const DmarcStep* record_that_holds(const DmarcWalk& walk) {
  if (walk.steps.front().parsed) return &walk.steps.front();
  if (!walk.trouble.empty()) return nullptr;
  if (const DmarcStep* step = step_at(walk, walk.organizational_domain)) return step;
  const DmarcStep& last = walk.steps.back();
  return last.parsed && last.parsed->psd == DmarcPsd::yes ? &last : nullptr;
}

DmarcPolicy milder(DmarcPolicy policy) {
  switch (policy) {
    case DmarcPolicy::reject:
      return DmarcPolicy::quarantine;
    case DmarcPolicy::quarantine:
    case DmarcPolicy::none:
      return DmarcPolicy::none;
  }
  return policy;
}

void choose_policy(DmarcDiscovery& found) {
  const DmarcRecord& record = *found.record;
  const bool below = found.record_domain != found.domain;
  found.policy_tag = "p";
  if (below && record.subdomains) found.policy_tag = "sp";
  if (below && record.missing && !found.domain_exists) found.policy_tag = "np";
  found.policy = published_policy(found);
  if (record.testing) found.policy = milder(found.policy);
}

void explain_none(dns::Resolver& resolver, DmarcDiscovery& found, MailRule rule,
                  base::Deadline deadline) {
  if (!found.walk.trouble.empty()) {
    found.findings.push_back({Level::fail,
                              found.walk.trouble + "; whether there is a DMARC record is not known",
                              {},
                              {}});
    return;
  }
  for (const DmarcStep& step : found.walk.steps)
    std::ranges::move(near_misses(RecordKind::dmarc, step.record),
                      std::back_inserter(found.findings));
  if (found.findings.empty())
    found.findings = find_misplaced(resolver, RecordKind::dmarc, found.domain,
                                    found.walk.steps.front().record, deadline);
  if (found.findings.empty())
    found.findings.push_back(
        {Level::fail,
         fmt::format("neither {} nor a domain above it publishes DMARC", found.domain),
         past_aliases(dmarc_to_publish(found.domain, rule), found.walk.steps.front().record.name,
                      found.walk.steps.front().record.aliases),
         {}});
}

// The line to publish in place of the record that holds; where another one mends its faults, what
// to change in that.
std::string with_change(const DmarcDiscovery& found, Splice change, std::string_view words) {
  if (!found.record->to_decide.empty()) return found.record->to_decide;
  if (!found.record->mended.empty()) return fmt::format("then {} it", words);
  const std::string name = fmt::format("_dmarc.{}", found.record_domain);
  const DmarcStep* step = step_at(found.walk, found.record_domain);
  const std::string line = txt_line(name, spliced(found.record->text, {std::move(change)}));
  return past_aliases(in_its_place("publish: " + line), name,
                      step ? step->record.aliases : std::vector<std::string>());
}

// Where the record is another's, or a test, the policy in it need not be what holds here.
void judge_policy_here(DmarcDiscovery& found) {
  const DmarcRecord& record = *found.record;
  const auto hint = [&](std::string text, std::string fix) {
    found.findings.push_back({Level::hint, std::move(text), std::move(fix), {}});
  };
  const DmarcPolicy published = published_policy(found);
  if (record.testing && published != DmarcPolicy::none)
    hint(fmt::format("t=y: {}={} counts as {}; take it out once the reports show no mail of yours",
                     found.policy_tag, dmarc_policy_name(published),
                     dmarc_policy_name(found.policy)),
         with_change(found, drop_tag(record.text, "t"), "take t=y out of"));
  else if (found.policy == DmarcPolicy::none && found.policy_tag != "p")
    hint(fmt::format("{}=none protects nobody here; once the reports show no mail of yours: "
                     "quarantine",
                     found.policy_tag),
         with_change(found, set_tag(record.text, found.policy_tag, "quarantine"),
                     fmt::format("write {}=quarantine in", found.policy_tag)));
}

// The name's own text is passed over by everybody, and the record of a domain above holds.
void warn_of_near_misses(DmarcDiscovery& found) {
  if (found.record_domain == found.domain) return;
  for (Finding& finding : near_misses(RecordKind::dmarc, found.walk.steps.front().record)) {
    finding.level = Level::warn;
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace

DmarcWalk walk_dmarc(dns::Resolver& resolver, std::string_view start, base::Deadline deadline) {
  DmarcWalk walk;
  const std::string first = base::to_lower(start);
  for (std::string_view domain = first; !domain.empty(); domain = next_above(domain)) {
    const DmarcStep& step = walk.steps.emplace_back(ask_at(resolver, domain, deadline));
    walk.trouble = step.record.trouble;
    if (ends_walk(step)) break;
  }
  if (walk.trouble.empty() && !walk.steps.empty())
    walk.organizational_domain = organizational_domain(walk.steps);
  return walk;
}

DmarcDiscovery discover_dmarc(dns::Resolver& resolver, std::string_view domain, MailRule rule,
                              base::Deadline deadline) {
  DmarcDiscovery found;
  found.domain = base::to_lower(domain);
  found.walk = walk_dmarc(resolver, domain, deadline);
  if (found.walk.steps.empty()) return found;
  for (const DmarcStep& step : found.walk.steps)
    std::ranges::copy(step.findings, std::back_inserter(found.findings));
  const DmarcStep* step = record_that_holds(found.walk);
  if (!step) {
    explain_none(resolver, found, rule, deadline);
    return found;
  }
  found.record = step->parsed;
  found.record_domain = step->domain;
  if (found.record->missing && found.record_domain != found.domain)
    found.domain_exists =
        resolver.ask(found.domain, dns::Type::a, deadline).status != dns::Status::no_name;
  choose_policy(found);
  judge_policy_here(found);
  warn_of_near_misses(found);
  // Below the domain "sp=none protects nobody here" says the same, with a line of its own.
  const bool is_told_here = found.policy_tag == "sp" && found.policy == DmarcPolicy::none;
  for (std::size_t i = 0; i < found.record->findings.size(); ++i)
    if (!is_told_here || found.record->weaker_below != i)
      found.findings.push_back(found.record->findings[i]);
  worst_first(found.findings);
  return found;
}

DmarcPolicy published_policy(const DmarcDiscovery& found) {
  const DmarcRecord& record = *found.record;
  if (found.policy_tag == "np") return record.missing.value_or(record.policy);
  if (found.policy_tag == "sp") return record.subdomains.value_or(record.policy);
  return record.policy;
}

std::optional<bool> dmarc_aligned(dns::Resolver& resolver, const DmarcDiscovery& author,
                                  std::string_view identifier, DmarcAlignment mode,
                                  base::Deadline deadline) {
  if (base::equal_ignoring_case(author.domain, identifier)) return true;
  if (mode == DmarcAlignment::strict) return false;
  if (author.walk.organizational_domain.empty()) return std::nullopt;
  if (!is_at_or_below(identifier, author.walk.organizational_domain)) return false;
  const DmarcWalk walk = walk_dmarc(resolver, identifier, deadline);
  if (walk.organizational_domain.empty()) return std::nullopt;
  return walk.organizational_domain == author.walk.organizational_domain;
}

ReportAuthorisation dmarc_report_consent(dns::Resolver& resolver, const DmarcDiscovery& author,
                                         const ReportUri& uri, base::Deadline deadline) {
  ReportAuthorisation consent{uri, ReportConsent::same_organization, {}, {}, {}};
  if (is_at_or_below(uri.domain, author.record_domain)) return consent;
  const std::string target = walk_dmarc(resolver, uri.domain, deadline).organizational_domain;
  if (!target.empty() && target == author.walk.organizational_domain) return consent;
  consent.name = fmt::format("{}._report._dmarc.{}", author.record_domain, uri.domain);
  const TxtRecord found = find_txt(resolver, consent.name, is_dmarc, deadline);
  consent.trouble = found.trouble;
  if (!found.trouble.empty())
    consent.consent = ReportConsent::unknown;
  else if (!found.texts.empty())
    consent.consent = ReportConsent::given;
  else {
    consent.consent = ReportConsent::missing;
    consent.fix = fmt::format("have its owner publish: {}", txt_line(consent.name, "v=DMARC1"));
  }
  return consent;
}

}  // namespace policy
