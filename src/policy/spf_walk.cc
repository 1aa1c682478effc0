#include "policy/spf_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "policy/misplaced.h"
#include "policy/names.h"
#include "policy/near_miss.h"
#include "policy/spf_check.h"
#include "policy/spf_lint.h"
#include "policy/spf_mend.h"
#include "policy/spf_merge.h"
#include "policy/spf_questions.h"
#include "policy/to_publish.h"
#include "policy/txt_record.h"

namespace policy {
namespace {

constexpr unsigned kMaxRecords = 3 * kMaxSpfLookups;
constexpr unsigned kMaxTerms = 3 * kMaxSpfLookups;  // those that ask

void add(SpfNode& node, Level level, std::string text, std::string fix = {},
         std::optional<std::size_t> column = {}) {
  node.findings.push_back({level, std::move(text), std::move(fix), column});
}

// A term that had better not be there.
void take_out(SpfNode& node, const SpfBranch& branch, Level level, std::string text) {
  node.changes.push_back({node.findings.size(), without_spf_term(branch.column, branch.term)});
  add(node, level, std::move(text), fmt::format("remove {}", base::printable(branch.term)),
      branch.column);
}

// Receivers give permerror. Without the term, should it be no more than mistyped, they would refuse
// those whom it was to name.
void leads_to_none(SpfNode& node, const SpfBranch& branch, const SpfNode& inner) {
  const std::string term = base::printable(branch.term);
  node.owner_decides = true;
  add(node, Level::fail,
      fmt::format(
          "{} leads to no record: {} {}", term, base::printable(inner.domain),
          inner.status == dns::Status::no_name ? "does not exist" : "publishes no SPF record"),
      fmt::format("correct or remove {}", term), branch.column);
}

// What cannot be read is told whole where all of it can be mended.
void tell_errors(SpfNode& node) {
  node.findings = spf_errors(node.record);
  node.mended = mend_spf(node.record).value_or("");
}

class SpfWalker {
 public:
  SpfWalker(dns::Resolver& resolver, const LikelySenders& senders, base::Deadline deadline)
      : resolver_(resolver), senders_(senders), deadline_(deadline) {}

  // `term`: what leads there from another record; empty for the first one.
  SpfNode visit(const std::string& domain, const std::string& term);
  std::vector<std::string> trouble() { return std::move(trouble_); }

 private:
  void put_off(std::string trouble) {
    trouble_.push_back(std::move(trouble) + "; receivers put mail off");
  }
  bool read_record(SpfNode& node, const std::string& term);
  static std::string merged(const TxtRecord& found);
  void explain_none(SpfNode& node, const TxtRecord& found, const std::string& term);
  void visit_terms(SpfNode& node, const SpfRecord& record);
  SpfBranch branch_of(SpfNode& node, const SpfDirective& directive);
  void look_at(SpfNode& node, const SpfDirective& directive, SpfBranch& branch);
  void look_at_addresses(SpfNode& node, SpfBranch& branch);
  void look_at_mx(SpfNode& node, SpfBranch& branch);
  void look_at_exists(SpfNode& node, SpfBranch& branch);
  void follow(SpfNode& node, SpfBranch& branch);
  bool exists(const SpfBranch& branch, dns::Type type);
  void finds_nothing(SpfNode& node, SpfBranch& branch, std::string_view what);

  dns::Resolver& resolver_;
  const LikelySenders& senders_;
  base::Deadline deadline_;
  std::vector<std::string> path_;
  std::vector<std::string> trouble_;
  unsigned records_ = 0, terms_ = 0;
};

SpfNode SpfWalker::visit(const std::string& domain, const std::string& term) {
  SpfNode node;
  node.domain = domain;
  ++records_;
  path_.push_back(domain);
  if (read_record(node, term)) {
    if (const auto record = parse_spf(node.record))
      visit_terms(node, *record);
    else
      tell_errors(node);
  }
  path_.pop_back();
  return node;
}

void SpfWalker::explain_none(SpfNode& node, const TxtRecord& found, const std::string& term) {
  const std::string domain = base::printable(node.domain);
  node.findings = near_misses(RecordKind::spf, found);
  if (!term.empty())
    for (Finding& finding : node.findings)
      finding.fix = fmt::format("have its owner mend it, or remove {}", base::printable(term));
  if (!node.findings.empty()) return;
  if (!term.empty()) return;
  node.findings = find_misplaced(resolver_, RecordKind::spf, node.domain, found, deadline_);
  if (!node.findings.empty()) return;
  add(node, Level::fail,
      fmt::format("{} publishes no SPF record{}", domain,
                  senders_.rule == MailRule::nowhere
                      ? "; if it sends mail, ip4: and ip6: of what does go before -all"
                      : ""),
      past_aliases(spf_to_publish(domain, senders_), domain, found.aliases));
}

std::string SpfWalker::merged(const TxtRecord& found) {
  const auto one = merge_spf(found.texts);
  if (!one || !lets_in_what_it_should(*one)) return "merge them into one";
  return past_aliases("publish in place of all: " + txt_line(found.name, *one), found.name,
                      found.aliases);
}

bool SpfWalker::read_record(SpfNode& node, const std::string& term) {
  const TxtRecord found = find_txt(resolver_, node.domain, is_spf, deadline_);
  const std::string domain = base::printable(node.domain);
  node.status = found.status;
  node.ttl = found.ttl;
  if (!found.trouble.empty())
    put_off(found.trouble);
  else if (found.texts.empty())
    explain_none(node, found, term);
  else if (!found.found())
    add(node, Level::fail,
        fmt::format("{} publishes {} SPF records, and one is allowed", domain, found.texts.size()),
        term.empty() ? merged(found)
                     : fmt::format("have its owner merge them into one, or remove {}",
                                   base::printable(term)));
  node.record = found.text();
  return found.found();
}

void SpfWalker::visit_terms(SpfNode& node, const SpfRecord& record) {
  SpfLints lints = lint_spf(node.record, record, path_.size() > 1);
  node.findings = std::move(lints.findings);
  node.changes = std::move(lints.changes);
  node.owner_decides = lints.owner_decides;
  if (lints.holds_another) node.mended = mend_spf(node.record).value_or("");
  bool open = true;
  for (const SpfDirective& directive : record.directives) {
    node.terms.push_back(branch_of(node, directive));
    if (open) {
      node.lookups += node.terms.back().lookups;
      node.voids += node.terms.back().finds_nothing ? 1 : 0;
    }
    open = open && directive.mechanism != SpfMechanism::all;
  }
  if (record.redirect) {
    SpfBranch branch{record.redirect->text, record.redirect->column, 1, false, {}, {}};
    if (record.redirect->value.is_plain()) {
      branch.target = expand_spf_name(record.redirect->value, {});
      follow(node, branch);
    }
    if (open) node.lookups += branch.lookups;
    node.terms.push_back(std::move(branch));
  }
  for (const SpfBranch& branch : node.terms)
    for (const SpfNode& inner : branch.inner) node.voids += inner.voids;
}

SpfBranch SpfWalker::branch_of(SpfNode& node, const SpfDirective& directive) {
  SpfBranch branch{directive.text, directive.column, 0, false, {}, {}};
  if (!asks_dns(directive.mechanism)) return branch;
  branch.lookups = 1;
  if (!directive.domain)
    branch.target = node.domain;
  else if (directive.domain->is_plain())
    branch.target = expand_spf_name(*directive.domain, {});
  if (!branch.target.empty() && terms_++ < kMaxTerms) look_at(node, directive, branch);
  return branch;
}

void SpfWalker::look_at(SpfNode& node, const SpfDirective& directive, SpfBranch& branch) {
  switch (directive.mechanism) {
    case SpfMechanism::include:
      return follow(node, branch);
    case SpfMechanism::a:
      return look_at_addresses(node, branch);
    case SpfMechanism::mx:
      return look_at_mx(node, branch);
    case SpfMechanism::exists:
      return look_at_exists(node, branch);
    case SpfMechanism::all:
    case SpfMechanism::ptr:
    case SpfMechanism::ip4:
    case SpfMechanism::ip6:
      return;
  }
}

void SpfWalker::finds_nothing(SpfNode& node, SpfBranch& branch, std::string_view what) {
  branch.finds_nothing = true;
  take_out(node, branch, Level::warn,
           fmt::format("{} finds nothing: {} has no {}", base::printable(branch.term),
                       base::printable(branch.target), what));
}

bool SpfWalker::exists(const SpfBranch& branch, dns::Type type) {
  const dns::Answer answer = resolver_.ask(branch.target, type, deadline_);
  if (is_trouble(answer.status)) put_off(dns::explain(answer, type, branch.target));
  return !is_void(answer.status);
}

void SpfWalker::look_at_addresses(SpfNode& node, SpfBranch& branch) {
  if (!exists(branch, dns::Type::a) && !exists(branch, dns::Type::aaaa))
    finds_nothing(node, branch, "address");
}

void SpfWalker::look_at_exists(SpfNode& node, SpfBranch& branch) {
  if (!exists(branch, dns::Type::a)) finds_nothing(node, branch, "A record");
}

void SpfWalker::look_at_mx(SpfNode& node, SpfBranch& branch) {
  const dns::Answer answer = resolver_.ask(branch.target, dns::Type::mx, deadline_);
  if (is_trouble(answer.status)) put_off(dns::explain(answer, dns::Type::mx, branch.target));
  if (is_void(answer.status)) finds_nothing(node, branch, "MX record");
  if (answer.records.size() > kMaxSpfMxHosts)
    add(node, Level::fail,
        fmt::format("{} leads to {} mail hosts, and 10 are allowed", base::printable(branch.term),
                    answer.records.size()),
        fmt::format("replace {} by ip4: and ip6:", base::printable(branch.term)), branch.column);
}

void SpfWalker::follow(SpfNode& node, SpfBranch& branch) {
  const auto same = [&](const std::string& domain) {
    return base::equal_ignoring_case(domain, branch.target);
  };
  if (std::ranges::any_of(path_, same))
    return take_out(
        node, branch, Level::fail,
        fmt::format("{} leads back to a record that leads here", base::printable(branch.term)));
  if (records_ == kMaxRecords) return;
  branch.inner.push_back(visit(branch.target, branch.term));
  const SpfNode& inner = branch.inner.front();
  if (inner.record.empty() && inner.findings.empty() && !is_trouble(inner.status))
    leads_to_none(node, branch, inner);
  branch.lookups += inner.lookups;
  branch.finds_nothing = is_void(inner.status);
}

// True for a record that is meant to: "v=spf1 -all".
bool refuses_all(const SpfRecord& record) {
  return !lets_some_send(record) &&
         std::ranges::any_of(record.directives, [](const SpfDirective& directive) {
           return directive.mechanism == SpfMechanism::all &&
                  directive.qualifier != SpfQualifier::neutral;
         });
}

// What leaves nobody who may send is not offered for a record that was not meant so.
bool would_lock_out(std::string_view record, std::string_view mended) {
  const auto before = parse_spf(record), after = parse_spf(mended);
  return before && after && refuses_all(*after) && !refuses_all(*before);
}

void add_line(Finding& finding, std::string_view line) {
  finding.fix += fmt::format("{}{}", finding.fix.empty() ? "" : "\n", line);
}

std::string line_in_place(const SpfNode& node, std::string_view record) {
  return in_its_place("publish: " + txt_line(node.domain, record));
}

// Below the worst finding that can be mended the whole record, mended all at once.
void tell_mended(SpfNode& node) {
  if (!node.mended.empty())
    return add_line(node.findings.front(), line_in_place(node, node.mended));
  if (node.changes.empty() || node.owner_decides) return;
  std::vector<Splice> splices;
  std::size_t worst = node.changes.front().finding;
  for (const SpfChange& change : node.changes) {
    splices.push_back(change.splice);
    if (node.findings[change.finding].level > node.findings[worst].level) worst = change.finding;
  }
  const std::string mended = spliced(node.record, splices);
  if (would_lock_out(node.record, mended))
    return add_line(node.findings[worst], "name first whoever sends: without that nobody may\n" +
                                              line_in_place(node, "v=spf1 ip4:ADDRESS ~all"));
  add_line(node.findings[worst], line_in_place(node, mended));
}

// What belongs to others can only be asked for.
void leave_to_owner(SpfNode& node) {
  for (Finding& finding : node.findings)
    if (!finding.fix.empty() && !finding.fix.starts_with("have its owner"))
      finding.fix = "have its owner " + finding.fix;
}

class Collector {
 public:
  explicit Collector(std::string_view domain) : domain_(domain) {}

  std::vector<Finding> collect(SpfNode& root) {
    take(root, true);
    return std::move(findings_);
  }

 private:
  void take(SpfNode& node, bool is_root) {
    if (is_at_or_below(node.domain, domain_))
      tell_mended(node);
    else
      leave_to_owner(node);
    for (Finding finding : node.findings) {
      if (!is_root) {
        finding.text = fmt::format("in {}: {}", base::printable(node.domain), finding.text);
        finding.column.reset();
      }
      findings_.push_back(std::move(finding));
    }
    for (SpfBranch& branch : node.terms)
      for (SpfNode& inner : branch.inner) take(inner, false);
  }

  std::string_view domain_;
  std::vector<Finding> findings_;
};

void check_limits(const SpfNode& root, std::vector<Finding>& findings) {
  if (root.lookups > kMaxSpfLookups)
    findings.push_back({Level::fail,
                        fmt::format("evaluation needs up to {} terms that ask the DNS, and {} are "
                                    "allowed: receivers give permerror",
                                    root.lookups, kMaxSpfLookups),
                        "remove includes that nobody needs, or name networks by ip4: and ip6:",
                        {}});
  if (root.voids > kMaxSpfVoidLookups)
    findings.push_back({Level::fail,
                        fmt::format("{} lookups find nothing, and {} are allowed: receivers give "
                                    "permerror",
                                    root.voids, kMaxSpfVoidLookups),
                        "remove the terms that find nothing",
                        {}});
}

}  // namespace

SpfTree walk_spf(dns::Resolver& resolver, std::string_view domain, const LikelySenders& senders,
                 base::Deadline deadline) {
  SpfTree tree;
  SpfWalker walker(resolver, senders, deadline);
  tree.root = walker.visit(std::string(domain), "");
  tree.trouble = walker.trouble();
  check_limits(tree.root, tree.findings);
  std::ranges::move(Collector(domain).collect(tree.root), std::back_inserter(tree.findings));
  worst_first(tree.findings);
  return tree;
}

}  // namespace policy
