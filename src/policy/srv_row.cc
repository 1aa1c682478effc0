#include "policy/srv_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "dns/denial.h"
#include "net/address.h"
#include "net/ports.h"
#include "policy/names.h"
#include "policy/rr_values.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

using base::printable;
using dns::Answer;
using dns::Question;
using dns::Status;
using dns::Type;

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
    if (!dns::is_told(answer.status)) row_.trouble.push_back(dns::explain(answer, Type::srv, name));
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
    const bool told = dns::is_told(answers[0].status) && dns::is_told(answers[1].status);
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

Row srv_row(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline) {
  return SrvRow(resolver, domain, deadline).judge();
}

std::vector<Question> srv_questions(const std::string& domain) {
  std::vector<Question> questions;
  for (const Service& service : kServices)
    questions.push_back({service_name(service.name, domain), Type::srv});
  return questions;
}

}  // namespace policy
