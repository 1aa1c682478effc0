#include "dns/cares.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "dns/cares_channel.h"
#include "dns/last_dot.h"
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

// A datagram is soon lost, and waiting out the whole try for it would hold up a list: each try
// sends the question three times, after 1/7 and 3/7 of its time again (c-ares doubles the wait).
constexpr int kSendings = 3, kParts = 7;

// A question that the servers are asked, and what they said so far.
struct Inquiry {
  std::size_t place;  // among the questions
  std::string bytes;
  std::vector<bool> failed;  // by server: it refused or failed, and is not asked again
  Answer answer = answer_of(Status::timeout);
  std::vector<std::string> silent;
  bool told = false;
};

class CaresResolver : public Resolver {
 public:
  CaresResolver(std::vector<net::TcpAddress> servers, const CaresOptions& options)
      : servers_(std::move(servers)), timeout_(options.timeout), interrupt_(options.interrupt) {}

  Answer ask(std::string_view name, Type type, base::Deadline deadline) override {
    return ask_all({{std::string(name), type}}, deadline).front();
  }
  std::vector<Answer> ask_all(const std::vector<Question>& questions,
                              base::Deadline deadline) override;
  base::Result<std::vector<net::IpAddress>> addresses(std::string_view host, net::Family family,
                                                      base::Deadline deadline) override;

 private:
  using Inquiries = std::vector<Inquiry*>;

  const std::vector<net::TcpAddress>& servers();
  CaresChannel* channel(std::size_t server);
  void ask_servers(std::vector<Inquiry>& inquiries, const std::vector<Question>& questions,
                   base::Deadline deadline);
  void ask_one(std::size_t server, const Inquiries& inquiries,
               const std::vector<Question>& questions, base::Deadline deadline);
  void check_failures(std::vector<Inquiry>& inquiries, const std::vector<Question>& questions,
                      base::Deadline deadline);
  base::Duration share(std::size_t tries, base::Deadline deadline) const;
  bool is_interrupted() const { return interrupt_ && interrupt_->raised(); }

  std::vector<net::TcpAddress> servers_;
  std::vector<std::optional<CaresChannel>> channels_;  // by server, each opened when it is needed
  base::Duration timeout_;
  std::shared_ptr<const net::Interrupt> interrupt_;
};

const std::vector<net::TcpAddress>& CaresResolver::servers() {
  if (servers_.empty())
    if (const auto channel = CaresChannel::open({})) servers_ = channel->servers();
  return servers_;
}

CaresChannel* CaresResolver::channel(std::size_t server) {
  channels_.resize(servers_.size());
  if (!channels_[server]) {
    CaresChannel::Options options;
    options.servers = {servers_[server]};
    options.timeout = std::max(timeout_ / kParts, base::Duration(1));
    options.tries = kSendings;
    options.any_rcode = true;
    options.interrupt = interrupt_;
    if (auto opened = CaresChannel::open(options)) channels_[server] = std::move(*opened);
  }
  return channels_[server] ? &*channels_[server] : nullptr;
}

std::vector<Answer> CaresResolver::ask_all(const std::vector<Question>& questions,
                                           base::Deadline deadline) {
  std::vector<Answer> answers(questions.size());
  std::vector<Inquiry> inquiries;
  const Status unasked = servers().empty() ? Status::refused : Status::timeout;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::string_view name = without_last_dot(questions[i].name);
    if (is_localhost(name)) {
      answers[i] = local_answer(name, questions[i].type);
    } else if (auto query = make_query(name, questions[i].type)) {
      inquiries.push_back(
          {i, std::move(*query), std::vector<bool>(servers_.size()), answer_of(unasked), {}});
    } else {
      answers[i].status = Status::no_name;
    }
  }
  ask_servers(inquiries, questions, deadline);
  check_failures(inquiries, questions, deadline);
  for (Inquiry& inquiry : inquiries) {
    if (inquiry.answer.status == Status::timeout) inquiry.answer.servers = inquiry.silent;
    inquiry.answer.interrupted = !inquiry.told && is_interrupted();
    answers[inquiry.place] = std::move(inquiry.answer);
  }
  return answers;
}

// Not left to c-ares, which gives one and the same status for a server that fails and for one
// that is not there: it must be known that SERVFAIL was said.
void CaresResolver::ask_servers(std::vector<Inquiry>& inquiries,
                                const std::vector<Question>& questions, base::Deadline deadline) {
  for (std::size_t round = 0; round < kTries; ++round) {
    for (std::size_t server = 0; server < servers_.size() && !deadline.passed(); ++server) {
      if (is_interrupted()) return;
      Inquiries open;
      std::size_t left = 1;  // servers that may still tell
      for (Inquiry& inquiry : inquiries) {
        if (inquiry.told || inquiry.failed[server]) continue;
        open.push_back(&inquiry);
        left = std::max(left, static_cast<std::size_t>(std::ranges::count(inquiry.failed, false)));
      }
      if (open.empty()) continue;
      const std::size_t later_rounds = kTries - round - 1;
      const std::size_t tries = left * later_rounds + std::min(left, servers_.size() - server);
      const auto waves =
          static_cast<base::Duration::rep>(1 + open.size() / CaresChannel::kMostInFlight);
      ask_one(server, open, questions, deadline.slice(share(tries, deadline) * waves));
    }
  }
}

base::Duration CaresResolver::share(std::size_t tries, base::Deadline deadline) const {
  const int left = deadline.poll_ms();
  if (left < 0) return timeout_;
  const auto equal =
      base::Duration(left) / static_cast<base::Duration::rep>(std::max<std::size_t>(1, tries));
  return std::clamp(equal, base::Duration(1), std::max(timeout_, base::Duration(1)));
}

Answer read_message(const CaresChannel::Message& message, const Question& question) {
  if (message.status == ARES_ETIMEOUT) return answer_of(Status::timeout);
  if (message.status != ARES_SUCCESS) return answer_of(Status::refused);
  return parse_answer(message.bytes, without_last_dot(question.name), question.type)
      .value_or(answer_of(Status::malformed));
}

void take(Inquiry& inquiry, std::size_t server, const std::string& address, Answer answer) {
  if (tells(answer.status)) {
    inquiry.answer = std::move(answer);
    inquiry.told = true;
    return;
  }
  if (answer.status == Status::timeout) {
    if (std::ranges::find(inquiry.silent, address) == inquiry.silent.end())
      inquiry.silent.push_back(address);
    return;
  }
  inquiry.failed[server] = true;
  if (inquiry.answer.status != answer.status) inquiry.answer = std::move(answer);
  inquiry.answer.servers.push_back(address);
}

void CaresResolver::ask_one(std::size_t server, const Inquiries& inquiries,
                            const std::vector<Question>& questions, base::Deadline deadline) {
  std::vector<std::string> queries;
  for (const Inquiry* inquiry : inquiries) queries.push_back(inquiry->bytes);
  CaresChannel* const opened = channel(server);
  const auto messages = opened ? opened->send_all(queries, deadline)
                               : std::vector<CaresChannel::Message>(queries.size());
  const std::string address = net::show(servers_[server]);
  for (std::size_t i = 0; i < inquiries.size(); ++i)
    take(*inquiries[i], server, address, read_message(messages[i], questions[inquiries[i]->place]));
}

// SERVFAIL is what a validating resolver says of a forged or badly signed answer, and of servers
// that it cannot reach. Asked not to validate, it tells which of the two it was.
void CaresResolver::check_failures(std::vector<Inquiry>& inquiries,
                                   const std::vector<Question>& questions,
                                   base::Deadline deadline) {
  std::vector<Inquiry> unchecked;
  for (const Inquiry& inquiry : inquiries)
    if (inquiry.answer.status == Status::server_failure)
      unchecked.push_back({inquiry.place,
                           without_checking(inquiry.bytes),
                           std::vector<bool>(servers_.size()),
                           answer_of(Status::timeout),
                           {}});
  if (unchecked.empty()) return;
  ask_servers(unchecked, questions, deadline);
  for (const Inquiry& second : unchecked)
    for (Inquiry& first : inquiries)
      if (first.place == second.place) first.answer.bogus = second.told;
}

base::Result<std::vector<net::IpAddress>> CaresResolver::addresses(std::string_view host,
                                                                   net::Family family,
                                                                   base::Deadline deadline) {
  if (const auto ip = net::IpAddress::parse(host)) {
    if (ip->matches(family)) return std::vector{*ip};
    return base::fail(base::ErrorKind::no_host, base::Stage::resolve,
                      fmt::format("{} is not an {} address", host, ip->is_v6() ? "IPv4" : "IPv6"));
  }
  host = without_last_dot(host);
  const bool ask_nobody = is_localhost(host) || !make_query(host, Type::a);
  if (ask_nobody) return ask_addresses(*this, host, family, deadline);
  CaresChannel::Options options;
  options.servers = servers_;
  options.timeout = share(servers().size() * kTries, deadline);
  options.interrupt = interrupt_;
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
  return std::make_unique<CaresResolver>(std::move(servers), options);
}

std::string cares_version() { return ares_version(nullptr); }

}  // namespace dns
