#include "policy/zone_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "dns/denial.h"
#include "net/address.h"
#include "net/ports.h"
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

bool is_told(Status status) { return status == Status::data || dns::is_denied(status); }

// ---- DNSSEC

class DnssecRow {
 public:
  void take(const std::string& name, const Answer& soa, const Answer& ds) {
    if (!is_told(soa.status)) return take_failure(name, soa);
    if (soa.status != Status::data || !soa.aliases.empty()) return;
    zone_ = name;
    authentic_ = soa.authentic;
    signed_ = ds.status == Status::data;
    if (!is_told(ds.status)) row_.trouble.push_back(dns::explain(ds, Type::ds, name));
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
      if (!is_told(answer.status)) {
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
    const bool ours = is_at_or_below(owner, domain_) || is_at_or_below(domain_, owner);
    for (Finding& finding : lint_caa(record, printable(owner))) {
      if (!ours)
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

// ---- SRV

struct Service {
  std::string_view use;  // what it is for
  std::string_view name;
  std::string_view preferred;  // the one over TLS from the start, which RFC 8314 wants beside it
  std::uint16_t port;
  std::uint16_t wrong_port;  // that of its other form: with TLS from the start, without
};

constexpr std::array kServices{
    Service{"sending", "_submissions", "", net::kSmtpsPort, net::kSubmissionPort},
    Service{"sending", "_submission", "_submissions", net::kSubmissionPort, net::kSmtpsPort},
    Service{"IMAP", "_imaps", "", 993, 143},
    Service{"IMAP", "_imap", "_imaps", 143, 993},
    Service{"POP3", "_pop3s", "", 995, 110},
    Service{"POP3", "_pop3", "_pop3s", 110, 995},
};

std::string service_name(std::string_view service, const std::string& domain) {
  return fmt::format("{}._tcp.{}", service, domain);
}

class SrvRow {
 public:
  SrvRow(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline)
      : resolver_(resolver), domain_(domain), deadline_(deadline) {}

  Row judge() {
    for (const Service& service : kServices) take(service);
    row_.summary =
        uses_.empty() ? std::string("not published") : fmt::format("{}", fmt::join(uses_, "; "));
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  // RFC 8314 section 5.1: the form over TLS before the other; within each by priority, and of
  // equal ones by weight (RFC 2782).
  void use(const Service& service, const std::vector<dns::Record>& records) {
    std::string text;
    const dns::Record* last = nullptr;
    for (const dns::Record& record : records) {
      if (record.host.empty()) continue;
      if (last) text += last->preference == record.preference ? " or " : ", then ";
      text += fmt::format("{}:{}", printable(record.host), record.port);
      last = &record;
    }
    text += text.empty()                ? "not offered"
            : service.preferred.empty() ? " (TLS from the start)"
                                        : " (STARTTLS)";
    const std::string begin = fmt::format("{}: ", service.use);
    if (uses_.empty() || !uses_.back().starts_with(begin))
      uses_.push_back(begin + text);
    else if (uses_.back() == begin + "not offered")
      uses_.back() = begin + text;
    else if (last)
      uses_.back() += ", else " + text;
  }

  void add(Level level, std::string text, std::string fix) {
    row_.findings.push_back({level, std::move(text), std::move(fix), {}});
  }

  void take(const Service& service) {
    const std::string name = service_name(service.name, domain_);
    Answer answer = resolver_.ask(name, Type::srv, deadline_);
    if (!is_told(answer.status)) row_.trouble.push_back(dns::explain(answer, Type::srv, name));
    std::ranges::stable_sort(answer.records, {}, [](const dns::Record& record) {
      return std::pair(record.preference, -int{record.weight});
    });
    const std::size_t before = row_.findings.size();
    const auto none = std::ranges::find(answer.records, "", &dns::Record::host);
    if (none != answer.records.end() && answer.records.size() > 1)
      add(Level::fail,
          fmt::format("{} says that the service is not offered, and names a server beside", name),
          fmt::format("remove: {}", srv_line(name, *none)));
    for (const dns::Record& record : answer.records) take_record(service, name, record);
    if (!answer.records.empty()) use(service, answer.records);
    for (std::size_t i = before; i < row_.findings.size(); ++i)
      row_.findings[i].fix = past_aliases(row_.findings[i].fix, name, answer.aliases);
    const bool offered = none == answer.records.end() && !answer.records.empty();
    if (offered && !service.preferred.empty()) want(service, answer.records.front());
  }

  void take_record(const Service& service, const std::string& name, const dns::Record& record) {
    const std::string host = printable(record.host);
    row_.details.push_back(fmt::format("{}: SRV {} {} {} {}.", name, record.preference,
                                       record.weight, record.port, host));
    if (host.empty()) return;
    judge_port(service, name, record);
    if (net::IpAddress::parse(record.host))
      add(Level::fail,
          fmt::format("the target {} of {} is an address, and must be a name", host, name),
          fmt::format("name a host that has this address in place of: {}", srv_line(name, record)));
    else
      judge_target(name, record);
  }

  void judge_port(const Service& service, const std::string& name, const dns::Record& record) {
    const bool starts_with_tls = service.preferred.empty();
    if (record.port != service.wrong_port && !(starts_with_tls && record.port == net::kSmtpPort))
      return;
    add(Level::fail,
        fmt::format("{} leads to port {}, where a server {} TLS at once: clients cannot connect",
                    name, record.port, starts_with_tls ? "does not begin" : "begins"),
        fmt::format("publish: {}\nremove: {}", srv_line(name, record, service.port, record.host),
                    srv_line(name, record)));
  }

  static std::string srv_line(const std::string& name, const dns::Record& record) {
    return srv_line(name, record, record.port, record.host);
  }

  static std::string srv_line(const std::string& name, const dns::Record& record,
                              std::uint16_t port, std::string_view host) {
    return fmt::format("{}. IN SRV {} {} {} {}.", name, record.preference, record.weight, port,
                       printable(host));
  }

  void judge_target(const std::string& name, const dns::Record& record) {
    const std::string& host = record.host;
    const auto answers = resolver_.ask_all({{host, Type::a}, {host, Type::aaaa}}, deadline_);
    const bool told = is_told(answers[0].status) && is_told(answers[1].status);
    const bool none = answers[0].records.empty() && answers[1].records.empty();
    if (!answers[0].aliases.empty() && !none)
      add(Level::warn,
          fmt::format("the target {} of {} is a CNAME, which RFC 2782 forbids", printable(host),
                      name),
          fmt::format("publish: {}\nremove: {}",
                      srv_line(name, record, record.port, answers[0].aliases.back()),
                      srv_line(name, record)));
    else if (told && none)
      add(Level::fail, fmt::format("the target {} of {} has no address", printable(host), name),
          is_at_or_below(host, domain_) && answers[0].aliases.empty()
              ? fmt::format("publish: {}. IN A ADDRESS", printable(host))
              : fmt::format("name a host that has one in place of: {}", srv_line(name, record)));
  }

  void want(const Service& service, const dns::Record& record) {
    const std::string name = service_name(service.preferred, domain_);
    const Answer answer = resolver_.ask(name, Type::srv, deadline_);
    if (answer.status == Status::data) return;
    const std::uint16_t port = service.wrong_port;
    add(Level::hint,
        fmt::format("{} is offered without {}, which RFC 8314 prefers", service.name.substr(1),
                    service.preferred.substr(1)),
        past_aliases(
            fmt::format("publish: {}. IN SRV 0 1 {} {}.", name, port, printable(record.host)), name,
            answer.aliases));
  }

  dns::Resolver& resolver_;
  const std::string& domain_;
  base::Deadline deadline_;
  std::vector<std::string> uses_;  // what a mail program is to use
  Row row_{.topic = Topic::srv, .summary = ""};
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

Row srv_row(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline) {
  return SrvRow(resolver, domain, deadline).judge();
}

std::vector<Question> zone_questions(const std::string& domain) {
  std::vector<Question> questions;
  for (const std::string& name : with_parents(domain))
    for (const Type type : {Type::soa, Type::ds, Type::caa}) questions.push_back({name, type});
  for (const Service& service : kServices)
    questions.push_back({service_name(service.name, domain), Type::srv});
  return questions;
}

}  // namespace policy
