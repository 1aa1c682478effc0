#include "dns/mail_hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <random>
#include <utility>

#include "base/random.h"
#include "base/text.h"
#include "dns/last_dot.h"

namespace dns {
namespace {

base::Result<MailRoute> literal_route(std::string_view domain) {
  std::string_view inside = domain.substr(1);
  if (inside.ends_with(']')) inside.remove_suffix(1);
  const bool tagged = base::starts_with_ignoring_case(inside, "IPv6:");
  if (tagged) inside.remove_prefix(5);
  const auto ip = net::IpAddress::parse(inside);
  if (!domain.ends_with(']') || !ip || ip->is_v6() != tagged)
    return base::fail(base::ErrorKind::parse,
                      fmt::format("{} is no address literal; write [192.0.2.1] or "
                                  "[IPv6:2001:db8::1]",
                                  base::printable(domain)));
  return MailRoute{MailRoute::Rule::literal, std::string(domain), {{ip->show(), 0}}};
}

// RFC 5321 section 5.1: without any MX the domain itself is the host, provided that it has an
// address. That holds for "there is no MX" alone: after a SERVFAIL or a time-out mail would go
// past the real mail hosts, to a web server that may refuse it for good.
base::Result<MailRoute> implicit_route(Resolver& resolver, MailRoute route,
                                       base::Deadline deadline) {
  const auto addresses =
      resolver.addresses(with_last_dot(route.domain), net::Family::any, deadline);
  if (!addresses && addresses.error().kind != base::ErrorKind::no_host)
    return base::fail(addresses.error());
  if (!addresses)
    return base::fail(base::ErrorKind::no_host, base::Stage::resolve,
                      fmt::format("{} has neither MX nor address", route.domain));
  route.rule = MailRoute::Rule::implicit_mx;
  route.hosts = {{route.domain, 0}};
  return route;
}

void put_in_order(std::vector<MailHost>& hosts, const Shuffle& shuffle) {
  std::stable_sort(hosts.begin(), hosts.end(), [](const MailHost& a, const MailHost& b) {
    return a.preference < b.preference;
  });
  for (std::size_t from = 0, to = 0; from < hosts.size(); from = to) {
    while (to < hosts.size() && hosts[to].preference == hosts[from].preference) ++to;
    shuffle(hosts, from, to);
  }
}

base::Result<MailRoute> mx_route(const Answer& answer, MailRoute route, const Shuffle& shuffle) {
  for (const Record& record : answer.records)
    if (!record.host.empty()) route.hosts.push_back({record.host, record.preference});
  if (route.hosts.empty())
    return base::fail(base::ErrorKind::no_host, base::Stage::resolve,
                      fmt::format("{} accepts no mail (null MX, RFC 7505)", route.domain));
  put_in_order(route.hosts, shuffle);
  return route;
}

base::Error unknown_route(const Answer& answer, std::string_view domain) {
  base::Error error = failure(answer, Type::mx, domain);
  if (error.kind != base::ErrorKind::no_host) error.text += "; where its mail goes is not known";
  return error;
}

}  // namespace

base::Result<MailRoute> mail_route(Resolver& resolver, std::string_view domain,
                                   base::Deadline deadline, const Shuffle& shuffle) {
  if (domain.starts_with('[')) return literal_route(domain);
  auto ascii = to_ascii(domain);
  if (!ascii) return base::fail(ascii.error());
  const Answer answer = resolver.ask(*ascii, Type::mx, deadline);
  MailRoute route;
  route.domain = std::move(*ascii);
  switch (answer.status) {
    case Status::data:
      return mx_route(answer, std::move(route), shuffle);
    case Status::no_data:
      return implicit_route(resolver, std::move(route), deadline);
    case Status::no_name:
    case Status::server_failure:
    case Status::refused:
    case Status::timeout:
    case Status::malformed:
      break;
  }
  return base::fail(unknown_route(answer, route.domain));
}

Shuffle random_shuffle() {
  auto generator = std::make_shared<std::mt19937_64>(base::random_bits());
  return [generator](std::vector<MailHost>& hosts, std::size_t from, std::size_t to) {
    const auto at = [&](std::size_t i) { return hosts.begin() + static_cast<std::ptrdiff_t>(i); };
    std::shuffle(at(from), at(to), *generator);
  };
}

}  // namespace dns
