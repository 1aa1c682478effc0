#include "policy/published_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "base/caret.h"
#include "base/text.h"
#include "policy/bimi.h"
#include "policy/bimi_files.h"
#include "policy/dkim_key.h"
#include "policy/dkim_mend.h"
#include "policy/misplaced.h"
#include "policy/near_miss.h"
#include "policy/spf_check.h"
#include "policy/spf_walk.h"
#include "policy/tls_rpt.h"
#include "policy/to_publish.h"
#include "policy/txt_record.h"

namespace policy {
namespace {

using base::printable;

// Each costs questions, to whomever the record names; of rua and ruf each.
constexpr std::size_t kMaxReportUris = 10;

void add_tree(const SpfNode& node, std::size_t depth, Row& row) {
  row.details.push_back(fmt::format("{:{}}{}: {}", "", 2 * depth, printable(node.domain),
                                    node.record.empty() ? "no record" : printable(node.record)));
  for (const SpfBranch& branch : node.terms)
    for (const SpfNode& inner : branch.inner) add_tree(inner, depth + 1, row);
}

// Where in the record the faults are.
void add_carets(const SpfNode& node, Row& row) {
  for (const Finding& finding : node.findings) {
    if (!finding.column || finding.level != Level::fail) continue;
    const auto [line, caret] = base::point_into(node.record, *finding.column);
    row.details.push_back(line);
    row.details.push_back(caret);
  }
}

// ---- DKIM

struct Selected {
  std::string selector;
  dns::Answer answer;
};

std::vector<Selected> ask_selectors(dns::Resolver& resolver, const std::string& domain,
                                    const std::vector<std::string>& selectors,
                                    base::Deadline deadline) {
  std::vector<dns::Question> questions;
  for (const std::string& selector : selectors)
    questions.push_back({dkim_key_name(selector, domain), dns::Type::txt});
  auto answers = resolver.ask_all(questions, deadline);
  std::vector<Selected> all;
  for (std::size_t i = 0; i < selectors.size(); ++i)
    all.push_back({selectors[i], std::move(answers[i])});
  return all;
}

std::string describe(const DkimKey& key) {
  if (key.revoked) return "revoked";
  return fmt::format("{} {} bits{}", dkim_key_type_name(key.type), key.bits,
                     key.testing ? ", testing" : "");
}

class DkimRow {
 public:
  DkimRow(dns::Resolver& resolver, const std::string& domain, bool named, base::Deadline deadline)
      : resolver_(resolver), domain_(domain), deadline_(deadline), named_(named) {}

  void take(const Selected& selected) {
    const dns::Answer& answer = selected.answer;
    const std::string name = dkim_key_name(selected.selector, domain_);
    switch (answer.status) {
      case dns::Status::data:
        return take_texts(selected, name);
      case dns::Status::no_data:
      case dns::Status::no_name:
        if (named_) tell_of_none(selected.selector, name, answer.aliases);
        return;
      case dns::Status::server_failure:
      case dns::Status::refused:
      case dns::Status::timeout:
      case dns::Status::malformed:
        row_.trouble.push_back(dns::explain(answer, dns::Type::txt, name));
    }
  }

  Row finished() {
    row_.summary = keys_.empty() ? "no key found" : fmt::format("{}", fmt::join(keys_, "; "));
    if (!usable_ && row_.findings.empty() && row_.trouble.empty())
      row_.findings.push_back(
          {Level::hint,
           fmt::format("no key{} under a selector in common use; a signed mail names its own in s=",
                       keys_.empty() ? "" : " that is not revoked"),
           "look again with --selector NAME",
           {}});
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  void tell_of_none(const std::string& selector, const std::string& name,
                    const std::vector<std::string>& aliases) {
    TxtRecord none;
    none.name = name;
    none.aliases = aliases;
    auto findings = find_misplaced_key(resolver_, selector, domain_, none, deadline_);
    if (findings.empty())
      findings.push_back(
          {Level::fail,
           fmt::format("there is no key at {}", name),
           past_aliases("publish: " + txt_line(name, "v=DKIM1; k=rsa; p=KEY"), name, aliases),
           {}});
    std::ranges::move(findings, std::back_inserter(row_.findings));
  }

  void take_texts(const Selected& selected, const std::string& name) {
    row_.tell_aliases(name, selected.answer.aliases);
    std::vector<std::string> texts;
    for (const dns::Record& record : selected.answer.records) texts.push_back(record.text);
    std::ranges::sort(texts);
    if (const auto joined = join_dkim_key(texts)) return take_split(selected, name, *joined);
    if (named_ && texts.size() > 1)
      row_.findings.push_back(
          {Level::fail,
           fmt::format("{} has {} TXT records, and only one is read", name, texts.size()),
           past_aliases(without_others(name, texts), name, selected.answer.aliases),
           {}});
    const bool has_key = std::ranges::any_of(texts, is_dkim_key);
    for (const std::string& text : texts)
      if (is_dkim_key(text) || !has_key) take_text(selected, name, text);
  }

  // Strings of one record that became records of their own.
  void take_split(const Selected& selected, const std::string& name, const std::string& joined) {
    row_.details.push_back(fmt::format("{}: {}", name, printable(joined)));
    row_.findings.push_back(
        {Level::fail,
         fmt::format("the key at {} stands in two TXT records, and must in one", name),
         past_aliases("publish in place of all: " + txt_line(name, joined), name,
                      selected.answer.aliases),
         {}});
  }

  // What is to be removed beside the one key.
  static std::string without_others(const std::string& name,
                                    const std::vector<std::string>& texts) {
    std::vector<std::string> lines;
    for (const std::string& text : texts)
      if (!is_dkim_key(text)) lines.push_back("remove: " + txt_line(name, text));
    if (lines.size() + 1 != texts.size()) return "remove all but the key";
    return fmt::format("{}", fmt::join(lines, "\n"));
  }

  // A wildcard answers for every selector; what is no key counts only where one was named.
  void take_text(const Selected& selected, const std::string& name, const std::string& text) {
    const auto key = parse_dkim_key(text);
    if (!key && !named_ && text.find("p=") == std::string::npos) return;
    const std::string about = "selector " + printable(selected.selector) + ": ";
    row_.details.push_back(fmt::format("{}: {}", name, printable(text)));
    const auto line = [&](std::string_view text_to_publish) {
      return past_aliases(in_its_place("publish: " + txt_line(name, text_to_publish)), name,
                          selected.answer.aliases);
    };
    const auto mended = mend_dkim_key(text);
    if (!key) {
      std::string fix = key.error().fix;
      if (mended) fix = mended->complete ? line(mended->text) : fix + '\n' + line(mended->text);
      row_.findings.push_back({key.error().level, about + key.error().text, std::move(fix), {}});
      return;
    }
    keys_.push_back(fmt::format("{}: {}", printable(selected.selector), describe(*key)));
    usable_ = usable_ || !key->revoked;
    if (key->revoked && named_)
      row_.findings.push_back(
          {Level::hint,
           about + "the key is revoked: what it has signed counts as not signed",
           "",
           {}});
    for (const Finding& finding : key->findings)
      row_.findings.push_back({finding.level,
                               about + finding.text,
                               with_new_selector(selected, name, finding.fix),
                               {}});
    if (key->testing)
      row_.findings.push_back({Level::warn,
                               about + "t=y says that this is a test",
                               mended ? line(mended->text) : "remove t=y",
                               {}});
  }

  // A new key does not take the place of one that mail on the way is signed with.
  static std::string with_new_selector(const Selected& selected, const std::string& name,
                                       const std::string& fix) {
    if (!selected.answer.aliases.empty()) return "have its owner " + fix;
    const std::string below = name.substr(selected.selector.size());
    return fmt::format("{}, and sign with it under a new selector\npublish: {}", fix,
                       txt_line("SELECTOR" + below, "v=DKIM1; k=rsa; p=KEY"));
  }

  dns::Resolver& resolver_;
  const std::string& domain_;
  base::Deadline deadline_;
  bool named_;
  bool usable_ = false;
  Row row_{.topic = Topic::dkim, .summary = ""};
  std::vector<std::string> keys_;
};

// ---- one TXT record of a kind

// False when there is not exactly one, and the row says so; `of_many`: what makes one of several.
bool has_one(RecordKind kind, const TxtRecord& found, const std::string& of_many, Row& row) {
  row.tell_aliases(found.name, found.aliases);
  if (!found.trouble.empty()) row.trouble.push_back(found.trouble);
  if (found.texts.empty()) row.findings = near_misses(kind, found);
  if (found.texts.size() > 1)
    row.findings.push_back({Level::fail,
                            fmt::format("{} has {} records of this kind, so none counts",
                                        found.name, found.texts.size()),
                            of_many,
                            {}});
  row.summary = found.found() ? printable(found.text()) : "not published";
  return found.found();
}

void add_meanings(const std::vector<TagMeaning>& meanings, Row& row) {
  for (const TagMeaning& meaning : meanings)
    row.details.push_back(fmt::format("{}: {}", printable(meaning.tag), meaning.meaning));
}

void take_consent(const ReportAuthorisation& consent, Row& row) {
  const std::string uri = printable(consent.uri.text);
  switch (consent.consent) {
    case ReportConsent::same_organization:
      return;
    case ReportConsent::given:
      row.details.push_back(fmt::format("{} takes reports: {} says so", uri, consent.name));
      return;
    case ReportConsent::missing:
      row.findings.push_back({Level::warn,
                              fmt::format("{} gets no reports: {} does not say that it takes them",
                                          uri, printable(consent.uri.domain)),
                              consent.fix,
                              {}});
      return;
    case ReportConsent::unknown:
      row.trouble.push_back(consent.trouble);
      return;
  }
}

void check_consents(dns::Resolver& resolver, const DmarcDiscovery& dmarc, base::Deadline deadline,
                    Row& row) {
  for (const auto* uris : {&dmarc.record->aggregate, &dmarc.record->failure}) {
    for (const ReportUri& uri : std::span(*uris).first(std::min(uris->size(), kMaxReportUris)))
      take_consent(dmarc_report_consent(resolver, dmarc, uri, deadline), row);
    if (uris->size() > kMaxReportUris)
      row.findings.push_back({Level::hint,
                              fmt::format("{} more addresses for reports are not looked at",
                                          base::show_count(uris->size() - kMaxReportUris)),
                              fmt::format("name {} at most", kMaxReportUris),
                              {}});
  }
}

void judge_alignment(const Vouchers& vouchers, const DmarcDiscovery& dmarc, Row& row) {
  std::ranges::move(explain_alignment(vouchers, dmarc), std::back_inserter(row.details));
  if (can_align(vouchers) || sends_no_mail(vouchers) || dmarc.policy == DmarcPolicy::none) return;
  row.findings.push_back(
      {Level::warn,
       fmt::format("neither SPF nor a DKIM key that is found lets mail of {} pass, and the policy "
                   "is {}",
                   printable(dmarc.domain), dmarc_policy_name(dmarc.policy)),
       "follow the rows spf and dkim",
       {}});
}

// "; what holds here: quarantine (p=, t=y)", where the record alone does not say it.
std::string what_holds(const DmarcDiscovery& dmarc) {
  if (dmarc.record_domain == dmarc.domain && !dmarc.record->testing) return {};
  return fmt::format("; what holds here: {} ({}={})", dmarc_policy_name(dmarc.policy),
                     dmarc.policy_tag, dmarc.record->testing ? ", t=y" : "");
}

}  // namespace

Row spf_row(dns::Resolver& resolver, const std::string& domain, const LikelySenders& senders,
            base::Deadline deadline) {
  Row row{.topic = Topic::spf, .summary = "not published"};
  const TxtRecord found = find_txt(resolver, domain, is_spf, deadline);
  if (!found.trouble.empty()) {
    row.summary = "not known";
    row.trouble.push_back(found.trouble);
    return row;
  }
  const SpfTree tree = walk_spf(resolver, domain, senders, deadline);
  row.findings = tree.findings;
  row.trouble = tree.trouble;
  if (!tree.published()) return row;
  row.summary = fmt::format("{} ({} of {} lookups)", printable(tree.root.record), tree.root.lookups,
                            kMaxSpfLookups);
  row.tell_aliases(domain, found.aliases);
  send_past_aliases(row.findings, domain, found.aliases);
  add_tree(tree.root, 0, row);
  add_carets(tree.root, row);
  worst_first(row.findings);
  return row;
}

Row dkim_row(dns::Resolver& resolver, const std::string& domain,
             const std::vector<std::string>& selectors, base::Deadline deadline) {
  std::vector<std::string> wanted = selectors;
  if (wanted.empty())
    for (const DkimSelector& selector : common_dkim_selectors()) wanted.emplace_back(selector.name);
  DkimRow row(resolver, domain, !selectors.empty(), deadline);
  for (const Selected& selected : ask_selectors(resolver, domain, wanted, deadline))
    row.take(selected);
  return row.finished();
}

Row dmarc_row(dns::Resolver& resolver, const DmarcDiscovery& dmarc,
              const std::optional<Vouchers>& vouchers, base::Deadline deadline) {
  Row row{.topic = Topic::dmarc, .summary = "not published"};
  if (!dmarc.walk.trouble.empty()) {
    row.summary = "not known";
    row.trouble.push_back(dmarc.walk.trouble);
    return row;
  }
  row.findings = dmarc.findings;
  if (!dmarc.record) return row;
  row.summary = printable(dmarc.record->text);
  if (dmarc.record_domain != dmarc.domain)
    row.summary += fmt::format(" (of {})", printable(dmarc.record_domain));
  row.summary += what_holds(dmarc);
  for (const DmarcStep& step : dmarc.walk.steps)
    row.tell_aliases(step.record.name, step.record.aliases);
  add_meanings(dmarc.record->meanings, row);
  if (vouchers) judge_alignment(*vouchers, dmarc, row);
  check_consents(resolver, dmarc, deadline, row);
  worst_first(row.findings);
  return row;
}

Row tls_rpt_row(dns::Resolver& resolver, const std::string& domain, MailRule rule,
                base::Deadline deadline) {
  Row row{.topic = Topic::tls_rpt, .summary = ""};
  const TxtRecord found = find_txt(resolver, tls_rpt_name(domain), is_tls_rpt, deadline);
  const std::string merged =
      found.texts.size() < 2
          ? ""
          : "publish in place of all: " + txt_line(found.name, merge_tls_rpt(found.texts, domain));
  if (has_one(RecordKind::tls_rpt, found, merged, row)) {
    if (const auto record = parse_tls_rpt(found.text(), domain)) row.findings = record->findings;
  } else if (row.findings.empty() && row.trouble.empty() && gets_mail(rule)) {
    row.findings = find_misplaced(resolver, RecordKind::tls_rpt, domain, found, deadline);
    if (row.findings.empty())
      row.findings.push_back({Level::hint,
                              "not published: nobody tells when TLS to the mail hosts fails",
                              tls_rpt_to_publish(domain),
                              {}});
  }
  send_past_aliases(row.findings, found.name, found.aliases);
  worst_first(row.findings);
  return row;
}

Row bimi_row(dns::Resolver& resolver, const std::string& domain, const DmarcDiscovery& dmarc,
             const Fetch& fetch, base::Deadline deadline) {
  Row row{.topic = Topic::bimi, .summary = ""};
  const TxtRecord found = find_txt(resolver, bimi_name(domain), is_bimi, deadline);
  const std::string fewer =
      past_aliases(remove_all_but_one(found.name, found.texts), found.name, found.aliases);
  if (!has_one(RecordKind::bimi, found, fewer, row)) return row;
  const auto record = parse_bimi(found.text(), domain);
  row.findings = record ? record->findings : std::vector{record.error()};
  if (record && !record->declined) {
    send_past_aliases(row.findings, found.name, found.aliases);
    if (!dmarc.record && !dmarc.walk.trouble.empty())
      row.trouble.push_back(dmarc.walk.trouble);
    else
      std::ranges::move(lint_bimi_policy(dmarc), std::back_inserter(row.findings));
    look_at_bimi_files(*record, fetch, deadline, row);
  }
  worst_first(row.findings);
  return row;
}

}  // namespace policy
