#include "dns/cares.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "dns/cares_channel.h"
#include "dns/message_parser.h"
#include "net/endpoint.h"

namespace dns {
namespace {

constexpr std::size_t kTries = 3;
constexpr std::uint16_t kDnsPort = 53;

std::optional<net::TcpAddress> parse_server(std::string_view text) {
  const auto endpoint = net::parse_endpoint(text);
  if (!endpoint || endpoint->scheme != net::Scheme::none) return std::nullopt;
  const auto ip = net::IpAddress::parse(endpoint->host);
  if (!ip) return std::nullopt;
  return net::TcpAddress{*ip, endpoint->port != 0 ? endpoint->port : kDnsPort};
}

bool is_localhost(std::string_view name) {
  const std::string lower = base::to_lower(name);
  return lower == "localhost" || lower.ends_with(".localhost");
}

Answer local_answer(std::string_view name, Type type) {
  Answer answer;
  if (type != Type::a && type != Type::aaaa) return answer;
  answer.status = Status::data;
  answer.records.resize(1);
  answer.records[0].name = base::to_lower(name);
  answer.records[0].type = type;
  answer.records[0].ip = *net::IpAddress::parse(type == Type::a ? "127.0.0.1" : "::1");
  return answer;
}

Answer answer_of(Status status) {
  Answer answer;
  answer.status = status;
  return answer;
}

bool tells(Status status) {
  switch (status) {
    case Status::data:
    case Status::no_data:
    case Status::no_name:
      return true;
    case Status::server_failure:
    case Status::refused:
    case Status::timeout:
    case Status::malformed:
      return false;
  }
  return false;
}

class CaresResolver : public Resolver {
 public:
  CaresResolver(std::vector<net::TcpAddress> servers, base::Duration timeout)
      : servers_(std::move(servers)), timeout_(timeout) {}

  Answer ask(std::string_view name, Type type, base::Deadline deadline) override;
  base::Result<std::vector<net::IpAddress>> addresses(std::string_view host, net::Family family,
                                                      base::Deadline deadline) override;

 private:
  struct Question {
    std::string_view name;
    Type type;
    std::string bytes;
  };
  const std::vector<net::TcpAddress>& servers();
  Answer ask_servers(const Question& question, base::Deadline deadline);
  Answer ask_one(const net::TcpAddress& server, const Question& question, base::Duration timeout,
                 base::Deadline deadline) const;
  base::Duration share(std::size_t tries, base::Deadline deadline) const;

  std::vector<net::TcpAddress> servers_;
  base::Duration timeout_;
};

const std::vector<net::TcpAddress>& CaresResolver::servers() {
  if (servers_.empty())
    if (const auto channel = CaresChannel::open({})) servers_ = channel->servers();
  return servers_;
}

Answer CaresResolver::ask(std::string_view name, Type type, base::Deadline deadline) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (is_localhost(name)) return local_answer(name, type);
  auto query = make_query(name, type);
  if (!query) return answer_of(Status::no_name);
  return ask_servers({name, type, std::move(*query)}, deadline);
}

// Not left to c-ares, which gives one and the same status for a server that fails and for one
// that is not there: it must be known that SERVFAIL was said.
Answer CaresResolver::ask_servers(const Question& question, base::Deadline deadline) {
  std::vector<net::TcpAddress> silent = servers();
  Answer worst = answer_of(silent.empty() ? Status::refused : Status::timeout);
  Answer mute = answer_of(Status::timeout);
  for (std::size_t round = 0; round < kTries; ++round) {
    std::vector<net::TcpAddress> still_silent;
    for (std::size_t i = 0; i < silent.size() && !deadline.passed(); ++i) {
      const net::TcpAddress& server = silent[i];
      const std::size_t tries = silent.size() * (kTries - round) - i;
      Answer answer = ask_one(server, question, share(tries, deadline), deadline);
      if (tells(answer.status)) return answer;
      if (answer.status == Status::timeout) {
        still_silent.push_back(server);
        if (round == 0) mute.servers.push_back(net::show(server));
        continue;
      }
      if (worst.status != answer.status) worst = answer;
      worst.servers.push_back(net::show(server));
    }
    silent = std::move(still_silent);
  }
  return worst.status == Status::timeout ? mute : worst;
}

base::Duration CaresResolver::share(std::size_t tries, base::Deadline deadline) const {
  const int left = deadline.poll_ms();
  if (left < 0) return timeout_;
  const auto equal =
      base::Duration(left) / static_cast<base::Duration::rep>(std::max<std::size_t>(1, tries));
  return std::clamp(equal, base::Duration(1), std::max(timeout_, base::Duration(1)));
}

Answer CaresResolver::ask_one(const net::TcpAddress& server, const Question& question,
                              base::Duration timeout, base::Deadline deadline) const {
  CaresChannel::Options options;
  options.servers = {server};
  options.timeout = timeout;
  options.any_rcode = true;
  auto channel = CaresChannel::open(options);
  if (!channel) return answer_of(Status::refused);
  const auto message = channel->send(question.bytes, deadline);
  if (message.status == ARES_ETIMEOUT) return answer_of(Status::timeout);
  if (message.status != ARES_SUCCESS) return answer_of(Status::refused);
  return parse_answer(message.bytes, question.name, question.type)
      .value_or(answer_of(Status::malformed));
}

base::Result<std::vector<net::IpAddress>> CaresResolver::addresses(std::string_view host,
                                                                   net::Family family,
                                                                   base::Deadline deadline) {
  if (const auto ip = net::IpAddress::parse(host)) {
    if (ip->matches(family)) return std::vector{*ip};
    return base::fail(base::ErrorKind::no_host, base::Stage::resolve,
                      fmt::format("{} is not an {} address", host, ip->is_v6() ? "IPv4" : "IPv6"));
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  const bool ask_nobody = is_localhost(host) || !make_query(host, Type::a);
  if (ask_nobody) return ask_addresses(*this, host, family, deadline);
  CaresChannel::Options options;
  options.servers = servers_;
  options.timeout = share(servers().size() * kTries, deadline);
  options.search_list = host.find('.') == host.npos;
  auto channel = CaresChannel::open(options);
  if (!channel) return base::fail(channel.error());
  auto lookup = channel->addresses(std::string(host), family, deadline);
  if (lookup.status == ARES_SUCCESS && !lookup.found.empty()) return lookup.found;
  // Some name servers never answer for AAAA. c-ares then gives up the A that it already has.
  if (lookup.status == ARES_ETIMEOUT && family == net::Family::any) family = net::Family::v4;
  return ask_addresses(*this, host, family, deadline);
}

}  // namespace

base::Result<std::unique_ptr<Resolver>> cares_resolver(const CaresOptions& options) {
  std::vector<net::TcpAddress> servers;
  for (const std::string& text : options.servers) {
    const auto server = parse_server(text);
    if (!server)
      return base::fail(base::ErrorKind::parse,
                        fmt::format("{} is no address of a name server; write 192.0.2.1, "
                                    "192.0.2.1:5353 or [2001:db8::1]:53",
                                    base::printable(text)));
    servers.push_back(*server);
  }
  return std::make_unique<CaresResolver>(std::move(servers), options.timeout);
}

std::string cares_version() { return ares_version(nullptr); }

}  // namespace dns
