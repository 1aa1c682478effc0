#include "policy/zone_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "dns/denial.h"
#include "net/address.h"
#include "policy/names.h"
#include "policy/rr_values.h"
#include "policy/to_publish.h"
#include "policy/unknown_hosts.h"

namespace policy {
namespace {

using base::printable;
using dns::Answer;
using dns::Question;
using dns::Status;
using dns::Type;

// "example.com", "com" for example.com.
std::vector<std::string> with_parents(const std::string& domain) {
  std::vector<std::string> names{domain};
  for (std::size_t dot = domain.find('.'); dot != std::string::npos;
       dot = domain.find('.', dot + 1))
    names.push_back(domain.substr(dot + 1));
  return names;
}

// ---- DNSSEC

class DnssecRow {
 public:
  void take(const std::string& name, const Answer& soa, const Answer& ds) {
    if (!dns::is_told(soa.status)) return take_failure(name, soa);
    if (soa.status != Status::data || !soa.aliases.empty()) return;
    zone_ = name;
    authentic_ = soa.authentic;
    signed_ = ds.status == Status::data;
    if (!dns::is_told(ds.status)) row_.trouble.push_back(dns::explain(ds, Type::ds, name));
    std::vector<std::string> shown;
    for (const dns::Record& record : ds.records) shown.push_back(judge(name, record));
    row_.details.push_back(fmt::format("{}: {}{}", name,
                                       shown.empty()
                                           ? "no DS record, so not signed"
                                           : fmt::format("DS {}", fmt::join(shown, "; DS ")),
                                       authentic_ ? ", validated" : ""));
  }

  Row finished() {
    if (zone_.empty() && row_.trouble.empty()) row_.trouble.emplace_back("no zone is found");
    if (authentic_)
      row_.summary = fmt::format("{} is signed, and the resolver has validated it", zone_);
    else if (signed_)
      add(Level::hint, fmt::format("{} is signed, but this resolver does not validate", zone_),
          "ask a resolver that does: --dns-server");
    else if (!zone_.empty())
      add(Level::hint, fmt::format("{} is not signed: DANE is not possible", zone_),
          "sign the zone, and give its DS record to the registrar");
    if (row_.summary.empty()) row_.summary = signed_ ? "signed" : "not signed";
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  void add(Level level, std::string text, std::string fix) {
    row_.findings.push_back({level, std::move(text), std::move(fix), {}});
  }

  void take_failure(const std::string& name, const Answer& soa) {
    if (soa.bogus)
      add(Level::fail, fmt::format("DNSSEC validation of {} fails", name),
          "sign the zone again, or remove its DS record from the parent zone");
    row_.trouble.push_back(dns::explain(soa, Type::soa, name));
  }

  std::string judge(const std::string& name, const dns::Record& record) {
    const auto ds = parse_ds(record.data);
    if (!ds) {
      row_.findings.push_back(ds.error());
      return "not readable";
    }
    for (const Finding& finding : lint_ds(*ds))
      add(finding.level, fmt::format("DS of {}: {}", name, finding.text), finding.fix);
    return fmt::format("{} ({})", show(*ds), dnssec_algorithm_name(ds->algorithm));
  }

  Row row_{.topic = Topic::dnssec, .summary = ""};
  std::string zone_;
  bool authentic_ = false, signed_ = false;
};

// ---- CAA

// The records that hold for a name: its own, else those of the first name above that has any.
struct CaaSet {
  std::string name, owner;
  std::vector<CaaRecord> records;
};

class CaaRow {
 public:
  CaaRow(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline)
      : resolver_(resolver), domain_(domain), deadline_(deadline) {}

  Row judge(const std::vector<std::string>& hosts) {
    std::vector<Question> questions;
    for (const std::string& host : hosts)
      for (const std::string& name : with_parents(host)) questions.push_back({name, Type::caa});
    resolver_.ask_all(questions, deadline_);
    take(domain_);
    for (const std::string& host : hosts)
      if (host != domain_) take(host);
    row_.summary = summary();
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  std::string summary() const {
    if (shown_.empty())
      return row_.trouble.empty() ? "not published: any authority may issue certificates"
                                  : "not known";
    std::string text = fmt::format("{}", fmt::join(shown_, "; "));
    if (free_.empty()) return text;
    text += fmt::format("; any authority for {}", free_.front());
    return free_.size() == 1 ? text : fmt::format("{} and {} more", text, free_.size() - 1);
  }

  void take(const std::string& name) {
    for (const std::string& owner : with_parents(name)) {
      const Answer answer = resolver_.ask(owner, Type::caa, deadline_);
      if (!dns::is_told(answer.status)) {
        std::string trouble = dns::explain(answer, Type::caa, owner);
        if (std::ranges::find(row_.trouble, trouble) == row_.trouble.end())
          row_.trouble.push_back(std::move(trouble));
        return;
      }
      if (!answer.records.empty()) return take_set(name, owner, answer);
    }
    free_.push_back(printable(name));
    row_.details.push_back(fmt::format("{}: any authority", printable(name)));
  }

  void take_set(const std::string& name, const std::string& owner, const Answer& answer) {
    CaaSet set{name, owner, {}};
    const bool is_new = std::ranges::find(owners_, owner) == owners_.end();
    if (is_new) owners_.push_back(owner);
    std::vector<std::string> shown;
    for (const dns::Record& record : answer.records) {
      auto caa = parse_caa(record.data);
      if (caa) {
        shown.push_back(printable(show(*caa)));
        if (is_new) lint(owner, *caa, answer.aliases);
        set.records.push_back(std::move(*caa));
      } else if (is_new) {
        row_.findings.push_back(caa.error());
      }
    }
    const std::string text = fmt::format("{} (at {})", fmt::join(shown, ", "), printable(owner));
    row_.details.push_back(fmt::format("{}: {}", printable(name), text));
    if (is_new) shown_.push_back(text);
    judge_set(set);
  }

  // What belongs to others can only be asked for.
  void lint(const std::string& owner, const CaaRecord& record,
            const std::vector<std::string>& aliases) {
    for (Finding& finding : lint_caa(record, printable(owner))) {
      if (!is_own(owner, domain_))
        finding.fix = fmt::format("have its owner correct: {}. IN CAA {}", printable(owner),
                                  printable(show(record)));
      finding.fix = past_aliases(finding.fix, printable(owner), aliases, domain_);
      row_.findings.push_back(std::move(finding));
    }
  }

  // A mail host whose certificate nobody may renew.
  void judge_set(const CaaSet& set) {
    if (set.name == domain_) return;
    std::vector<const CaaRecord*> issues;
    for (const CaaRecord& record : set.records)
      if (record.tag == "issue") issues.push_back(&record);
    const auto names_nobody = [](const CaaRecord* record) {
      const std::string_view value = record->value;
      return base::trim(value.substr(0, value.find(';'))).empty();
    };
    if (issues.empty() || !std::ranges::all_of(issues, names_nobody)) return;
    row_.findings.push_back(
        {Level::warn,
         fmt::format("no authority may issue a certificate for the mail host {}",
                     printable(set.name)),
         fmt::format("name an authority in place of: {}. IN CAA {}", printable(set.owner),
                     printable(show(*issues.front()))),
         {}});
  }

  dns::Resolver& resolver_;
  const std::string& domain_;
  base::Deadline deadline_;
  std::vector<std::string> shown_, owners_;  // the sets
  std::vector<std::string> free_;            // names that have none
  Row row_{.topic = Topic::caa, .summary = ""};
};

}  // namespace

Row dnssec_row(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline) {
  std::vector<std::string> names = with_parents(domain);
  std::ranges::reverse(names);
  std::vector<Question> questions;
  for (const std::string& name : names)
    for (const Type type : {Type::soa, Type::ds}) questions.push_back({name, type});
  const auto answers = resolver.ask_all(questions, deadline);
  DnssecRow row;
  for (std::size_t i = 0; i < names.size(); ++i)
    row.take(names[i], answers[2 * i], answers[2 * i + 1]);
  return row.finished();
}

Row caa_row(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline) {
  std::vector<std::string> hosts;
  for (const MailExchanger& host : routing.hosts)
    if (!net::IpAddress::parse(host.name)) hosts.push_back(host.name);
  Row row = CaaRow(resolver, routing.domain, deadline).judge(hosts);
  if (auto trouble = trouble_with_hosts(routing); !trouble.empty())
    row.trouble.push_back(std::move(trouble));
  return row;
}

std::vector<Question> zone_questions(const std::string& domain) {
  std::vector<Question> questions;
  for (const std::string& name : with_parents(domain))
    for (const Type type : {Type::soa, Type::ds, Type::caa}) questions.push_back({name, type});
  return questions;
}

}  // namespace policy
