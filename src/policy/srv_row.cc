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

// Of one service: each costs questions, and whoever publishes decides how many there are.
constexpr std::size_t kMaxServers = 20;

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
    const bool offered = none == answer.records.end() && !answer.records.empty();
    pass_over(name, answer.records);
    std::string usable;
    for (const dns::Record& record : answer.records) {
      const std::string host = take_record(service, name, record);
      if (usable.empty()) usable = host;
    }
    if (!answer.records.empty()) use(service, answer.records);
    for (std::size_t i = before; i < row_.findings.size(); ++i)
      row_.findings[i].fix = past_aliases(row_.findings[i].fix, name, answer.aliases);
    if (offered && !service.preferred.empty()) want(service, usable);
  }

  void pass_over(const std::string& name, std::vector<dns::Record>& records) {
    if (records.size() <= kMaxServers) return;
    add(Level::hint,
        fmt::format("{} more servers of {}, the least preferred, are not looked at",
                    records.size() - kMaxServers, name),
        "");
    records.resize(kMaxServers);
  }

  // The host that can be used once all is mended; empty where another one must be named. A line
  // for each fault would keep the others: the record is told once, with all of them mended.
  std::string take_record(const Service& service, const std::string& name,
                          const dns::Record& record) {
    row_.details.push_back(fmt::format("{}: SRV {} {} {} {}.", name, record.preference,
                                       record.weight, record.port, printable(record.host)));
    if (record.host.empty()) return "";
    const std::size_t first = row_.findings.size();
    dns::Record mended = record;
    mend_port(service, name, mended);
    const std::string wanted = mend_target(name, mended);
    if (!wanted.empty())
      row_.findings[first].fix =
          fmt::format("name {}{} in place of: {}", wanted,
                      mended.port == record.port ? "" : fmt::format(", at port {},", mended.port),
                      srv_line(name, record));
    else if (mended.port != record.port || mended.host != record.host)
      row_.findings[first].fix =
          fmt::format("publish: {}\nremove: {}", srv_line(name, mended), srv_line(name, record));
    return wanted.empty() ? mended.host : "";
  }

  void mend_port(const Service& service, const std::string& name, dns::Record& record) {
    const bool starts_with_tls = service.preferred.empty();
    if (record.port != service.wrong_port && !(starts_with_tls && record.port == net::kSmtpPort))
      return;
    add(Level::fail,
        fmt::format("{} leads to port {}, where a server {} TLS at once: clients cannot connect",
                    name, record.port, starts_with_tls ? "does not begin" : "begins"),
        "");
    record.port = service.port;
  }

  static std::string srv_line(const std::string& name, const dns::Record& record) {
    return fmt::format("{}. IN SRV {} {} {} {}.", name, record.preference, record.weight,
                       record.port, printable(record.host));
  }

  // What is to be named in place of the target, where nobody but the domain's owner knows it.
  std::string mend_target(const std::string& name, dns::Record& record) {
    const std::string host = printable(record.host);
    if (net::IpAddress::parse(record.host)) {
      add(Level::fail,
          fmt::format("the target {} of {} is an address, and must be a name", host, name), "");
      return "a host that has this address";
    }
    const auto answers =
        resolver_.ask_all({{record.host, Type::a}, {record.host, Type::aaaa}}, deadline_);
    const bool told = dns::is_told(answers[0].status) && dns::is_told(answers[1].status);
    const bool none = answers[0].records.empty() && answers[1].records.empty();
    const bool is_alias = !answers[0].aliases.empty();
    if (is_alias && !none) {
      add(Level::warn,
          fmt::format("the target {} of {} is a CNAME, which RFC 2782 forbids", host, name), "");
      record.host = answers[0].aliases.back();
    } else if (told && none) {
      const bool can_get_one = is_own(record.host, domain_) && !is_alias;
      add(Level::fail, fmt::format("the target {} of {} has no address", host, name),
          can_get_one ? fmt::format("publish: {}. IN A ADDRESS", host) : "");
      if (!can_get_one) return "a host that has one";
    }
    return "";
  }

  // `host`: one that offers the other form; empty where none that is named can be used.
  void want(const Service& service, const std::string& host) {
    const std::string name = service_name(service.preferred, domain_);
    const Answer answer = resolver_.ask(name, Type::srv, deadline_);
    if (!dns::is_denied(answer.status)) return;
    const std::uint16_t port = service.wrong_port;
    const std::string line = fmt::format(
        "when {0} serves TLS from the start at port {1},\n"
        "publish: {2}. IN SRV 0 1 {1} {0}.",
        printable(host), port, name);
    add(Level::hint,
        fmt::format("{} is offered without {}, which RFC 8314 prefers", service.name.substr(1),
                    service.preferred.substr(1)),
        host.empty() ? "" : past_aliases(line, name, answer.aliases));
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
