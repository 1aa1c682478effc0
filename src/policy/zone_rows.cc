#include "policy/zone_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "dns/denial.h"
#include "net/address.h"
#include "net/ports.h"
#include "policy/names.h"
#include "policy/rr_values.h"

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

void take_caa(const std::string& owner, const Answer& answer, Row& row) {
  std::vector<std::string> shown;
  for (const dns::Record& record : answer.records) {
    const auto caa = parse_caa(record.data);
    if (!caa) {
      row.findings.push_back(caa.error());
      continue;
    }
    shown.push_back(printable(show(*caa)));
    std::ranges::move(lint_caa(*caa), std::back_inserter(row.findings));
  }
  worst_first(row.findings);
  row.summary = fmt::format("{} (at {})", fmt::join(shown, ", "), owner);
}

// ---- SRV

struct Service {
  std::string_view name;
  std::string_view preferred;  // the one over TLS from the start, which RFC 8314 wants beside it
  std::uint16_t port;
  std::uint16_t wrong_port;  // that of its other form: with TLS from the start, without
};

constexpr std::array kServices{
    Service{"_submissions", "", net::kSmtpsPort, net::kSubmissionPort},
    Service{"_submission", "_submissions", net::kSubmissionPort, net::kSmtpsPort},
    Service{"_imaps", "", 993, 143},
    Service{"_imap", "_imaps", 143, 993},
    Service{"_pop3s", "", 995, 110},
    Service{"_pop3", "_pop3s", 110, 995},
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
    row_.summary = shown_.empty() ? "not published" : fmt::format("{}", fmt::join(shown_, ", "));
    worst_first(row_.findings);
    return std::move(row_);
  }

 private:
  void add(Level level, std::string text, std::string fix) {
    row_.findings.push_back({level, std::move(text), std::move(fix), {}});
  }

  void take(const Service& service) {
    const std::string name = service_name(service.name, domain_);
    Answer answer = resolver_.ask(name, Type::srv, deadline_);
    if (!is_told(answer.status)) row_.trouble.push_back(dns::explain(answer, Type::srv, name));
    std::ranges::stable_sort(answer.records, {}, &dns::Record::preference);
    const auto none = std::ranges::find(answer.records, "", &dns::Record::host);
    if (none != answer.records.end() && answer.records.size() > 1)
      add(Level::fail,
          fmt::format("{} says that the service is not offered, and names a server beside", name),
          fmt::format("remove: {}. IN SRV {} {} {} .", name, none->preference, none->weight,
                      none->port));
    for (const dns::Record& record : answer.records) take_record(service, name, record);
    const bool offered = !answer.records.empty() && !answer.records.front().host.empty();
    if (offered && !service.preferred.empty()) want(service, answer.records.front());
  }

  void take_record(const Service& service, const std::string& name, const dns::Record& record) {
    const std::string_view label = service.name.substr(1);
    const std::string host = printable(record.host);
    if (host.empty()) return shown_.push_back(fmt::format("{}: not offered", label));
    shown_.push_back(fmt::format("{} {}:{}", label, host, record.port));
    row_.details.push_back(fmt::format("{}: SRV {} {} {} {}", name, record.preference,
                                       record.weight, record.port, host));
    judge_port(service, name, record);
    if (net::IpAddress::parse(record.host))
      add(Level::fail,
          fmt::format("the target {} of {} is an address, and must be a name", host, name),
          fmt::format("name a host that has the address {}", host));
    else
      judge_target(name, record.host);
  }

  void judge_port(const Service& service, const std::string& name, const dns::Record& record) {
    const bool starts_with_tls = service.preferred.empty();
    if (record.port != service.wrong_port && !(starts_with_tls && record.port == net::kSmtpPort))
      return;
    add(Level::fail,
        fmt::format("{} leads to port {}, where a server {} TLS at once: clients cannot connect",
                    name, record.port, starts_with_tls ? "does not begin" : "begins"),
        fmt::format("publish: {}. IN SRV {} {} {} {}.", name, record.preference, record.weight,
                    service.port, printable(record.host)));
  }

  void judge_target(const std::string& name, const std::string& host) {
    const auto answers = resolver_.ask_all({{host, Type::a}, {host, Type::aaaa}}, deadline_);
    const bool told = is_told(answers[0].status) && is_told(answers[1].status);
    const bool none = answers[0].records.empty() && answers[1].records.empty();
    if (!answers[0].aliases.empty() && !none)
      add(Level::warn,
          fmt::format("the target {} of {} is a CNAME, which RFC 2782 forbids", printable(host),
                      name),
          fmt::format("name {} itself", printable(answers[0].aliases.back())));
    else if (told && none)
      add(Level::fail, fmt::format("the target {} of {} has no address", printable(host), name),
          is_at_or_below(host, domain_) && answers[0].aliases.empty()
              ? fmt::format("publish: {}. IN A ADDRESS", printable(host))
              : "name a host that has one");
  }

  void want(const Service& service, const dns::Record& record) {
    const std::string name = service_name(service.preferred, domain_);
    if (resolver_.ask(name, Type::srv, deadline_).status == Status::data) return;
    const std::uint16_t port = service.wrong_port;
    add(Level::hint,
        fmt::format("{} is offered without {}, which RFC 8314 prefers", service.name.substr(1),
                    service.preferred.substr(1)),
        fmt::format("publish: {}. IN SRV 0 1 {} {}.", name, port, printable(record.host)));
  }

  dns::Resolver& resolver_;
  const std::string& domain_;
  base::Deadline deadline_;
  std::vector<std::string> shown_;
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

Row caa_row(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline) {
  Row row{.topic = Topic::caa, .summary = "not published: any authority may issue certificates"};
  for (const std::string& name : with_parents(domain)) {
    const Answer answer = resolver.ask(name, Type::caa, deadline);
    if (!is_told(answer.status)) {
      row.summary = "not known";
      row.trouble.push_back(dns::explain(answer, Type::caa, name));
      return row;
    }
    if (answer.records.empty()) continue;
    take_caa(name, answer, row);
    return row;
  }
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
