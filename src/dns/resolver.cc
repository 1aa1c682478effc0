#include "dns/resolver.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "base/text.h"
#include "dns/alias_loop.h"

namespace dns {
namespace {

struct TypeRow {
  Type type;
  std::string_view name;
  std::uint16_t number;
};

constexpr std::array kTypes{
    TypeRow{Type::a, "A", 1},      TypeRow{Type::aaaa, "AAAA", 28},  TypeRow{Type::mx, "MX", 15},
    TypeRow{Type::txt, "TXT", 16}, TypeRow{Type::cname, "CNAME", 5}, TypeRow{Type::ptr, "PTR", 12},
    TypeRow{Type::srv, "SRV", 33}, TypeRow{Type::tlsa, "TLSA", 52},  TypeRow{Type::caa, "CAA", 257},
    TypeRow{Type::ns, "NS", 2},    TypeRow{Type::soa, "SOA", 6},     TypeRow{Type::ds, "DS", 43},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTypes.size(); ++i)
    if (static_cast<std::size_t>(kTypes.at(i).type) != i) return false;
  return true;
}
static_assert(in_order(), "kTypes follows the order of enum Type");

base::ErrorKind failure_kind(Status status) {
  switch (status) {
    case Status::data:
    case Status::no_data:
    case Status::no_name:
      return base::ErrorKind::no_host;
    case Status::timeout:
      return base::ErrorKind::timeout;
    case Status::server_failure:
    case Status::refused:
    case Status::malformed:
      return base::ErrorKind::connect;
  }
  return base::ErrorKind::connect;
}

// A malformed answer with aliases is one whose chain of them has no end.
std::string malformed(const Answer& answer, std::string_view name) {
  if (answer.aliases.empty()) return "malformed answer";
  if (!is_loop(answer.aliases, name)) return "CNAME chain without an end";
  return fmt::format("CNAME loop ({} -> {})", name, fmt::join(answer.aliases, " -> "));
}

std::string cause(const Answer& answer, Type type, std::string_view name) {
  const auto with_servers = [&](std::string_view words, std::string_view link) {
    if (answer.servers.empty()) return std::string(words);
    return fmt::format("{} {} {}", words, link, fmt::join(answer.servers, ", "));
  };
  if (answer.interrupted) return "interrupted";
  switch (answer.status) {
    case Status::data:
      return {};
    case Status::no_data:
    case Status::no_name:
      return fmt::format("no {} record", type_name(type));
    case Status::server_failure:
      return with_servers("server failure (SERVFAIL)", "from") +
             (answer.bogus ? "; DNSSEC validation fails" : "");
    case Status::refused:
      return with_servers("refused", "by");
    case Status::timeout:
      return with_servers("no answer in time", "from");
    case Status::malformed:
      return with_servers(base::printable(malformed(answer, name)), "from");
  }
  return {};
}

std::vector<Type> address_types(net::Family family) {
  switch (family) {
    case net::Family::any:
      return {Type::aaaa, Type::a};
    case net::Family::v4:
      return {Type::a};
    case net::Family::v6:
      return {Type::aaaa};
  }
  return {};
}

std::string_view address_words(net::Family family) {
  switch (family) {
    case net::Family::any:
      return "no address";
    case net::Family::v4:
      return "no IPv4 address";
    case net::Family::v6:
      return "no IPv6 address";
  }
  return {};
}

}  // namespace

std::string_view type_name(Type type) { return kTypes.at(static_cast<std::size_t>(type)).name; }

std::uint16_t type_number(Type type) { return kTypes.at(static_cast<std::size_t>(type)).number; }

std::string explain(const Answer& answer, Type type, std::string_view name) {
  const std::string shown = base::printable(name);
  if (answer.status == Status::no_name) return "no such domain: " + shown;
  return fmt::format("{} lookup for {}: {}", type_name(type), shown, cause(answer, type, name));
}

base::Error failure(const Answer& answer, Type type, std::string_view name) {
  const auto kind = answer.interrupted ? base::ErrorKind::io : failure_kind(answer.status);
  return {kind, base::Stage::resolve, explain(answer, type, name)};
}

std::vector<Answer> Resolver::ask_all(const std::vector<Question>& questions,
                                      base::Deadline deadline) {
  std::vector<Answer> answers;
  for (const Question& question : questions)
    answers.push_back(ask(question.name, question.type, deadline));
  return answers;
}

base::Result<std::vector<net::IpAddress>> ask_addresses(Resolver& resolver, std::string_view host,
                                                        net::Family family,
                                                        base::Deadline deadline) {
  std::vector<net::IpAddress> found;
  base::Error none{base::ErrorKind::no_host, base::Stage::resolve,
                   fmt::format("{} has {}", base::printable(host), address_words(family))};
  for (const Type type : address_types(family)) {
    const Answer answer = resolver.ask(host, type, deadline);
    for (const Record& record : answer.records) found.push_back(record.ip);
    if (answer.status == Status::no_name) return base::fail(failure(answer, type, host));
    const base::Error error = failure(answer, type, host);
    if (error.kind != base::ErrorKind::no_host) none = error;
  }
  if (found.empty()) return base::fail(none);
  return found;
}

}  // namespace dns
