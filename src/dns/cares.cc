#include "dns/cares.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "dns/cares_channel.h"
#include "dns/denial.h"
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

bool tells(Status status) { return status == Status::data || is_denied(status); }

// A datagram is soon lost, and waiting out the whole try for it would hold up a list: each try
// sends the question three times, after 1/7 and 3/7 of its time again (c-ares doubles the wait).
// Over TCP, which loses nothing, one question has what is left of the try.
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
  CaresChannel* channel(std::size_t server, CaresChannel::Transport transport);
  std::vector<CaresChannel::Message> send(std::size_t server, const Inquiries& inquiries,
                                          CaresChannel::Transport transport,
                                          base::Deadline deadline);
  void ask_servers(std::vector<Inquiry>& inquiries, const std::vector<Question>& questions,
                   base::Deadline deadline);
  void ask_one(std::size_t server, const Inquiries& inquiries,
               const std::vector<Question>& questions, base::Deadline deadline);
  void check_failures(std::vector<Inquiry>& inquiries, const std::vector<Question>& questions,
                      base::Deadline deadline);
  base::Duration share(std::size_t tries, base::Deadline deadline) const;
  bool is_interrupted() const { return interrupt_ && interrupt_->raised(); }

  std::vector<net::TcpAddress> servers_;
  // By server and transport, each opened when it is needed.
  std::map<std::pair<std::size_t, CaresChannel::Transport>, CaresChannel> channels_;
  base::Duration timeout_;
  std::shared_ptr<const net::Interrupt> interrupt_;
};

const std::vector<net::TcpAddress>& CaresResolver::servers() {
  if (servers_.empty())
    if (const auto channel = CaresChannel::open({})) servers_ = channel->servers();
  return servers_;
}

CaresChannel* CaresResolver::channel(std::size_t server, CaresChannel::Transport transport) {
  const auto known = channels_.find({server, transport});
  if (known != channels_.end()) return &known->second;
  const bool datagrams = transport == CaresChannel::Transport::datagrams;
  CaresChannel::Options options;
  options.servers = {servers_[server]};
  options.timeout = std::max(datagrams ? timeout_ / kParts : timeout_, base::Duration(1));
  options.tries = datagrams ? kSendings : 1;
  options.transport = transport;
  options.any_rcode = true;
  options.interrupt = interrupt_;
  auto opened = CaresChannel::open(options);
  if (!opened) return nullptr;
  return &channels_.emplace(std::pair(server, transport), std::move(*opened)).first->second;
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

// The server says so in its answer's header (RFC 1035 section 4.1.1).
bool was_cut(std::string_view message) {
  constexpr std::size_t kFlagsAt = 2;
  constexpr unsigned kTruncated = 2;
  return message.size() > kFlagsAt && (static_cast<unsigned char>(message[kFlagsAt]) & kTruncated);
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

std::vector<CaresChannel::Message> CaresResolver::send(std::size_t server,
                                                       const Inquiries& inquiries,
                                                       CaresChannel::Transport transport,
                                                       base::Deadline deadline) {
  std::vector<std::string> queries;
  for (const Inquiry* inquiry : inquiries) queries.push_back(inquiry->bytes);
  CaresChannel* const opened = channel(server, transport);
  return opened ? opened->send_all(queries, deadline)
                : std::vector<CaresChannel::Message>(queries.size());
}

void CaresResolver::ask_one(std::size_t server, const Inquiries& inquiries,
                            const std::vector<Question>& questions, base::Deadline deadline) {
  auto messages = send(server, inquiries, CaresChannel::Transport::datagrams, deadline);
  Inquiries cut;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < inquiries.size(); ++i) {
    if (!was_cut(messages[i].bytes)) continue;
    cut.push_back(inquiries[i]);
    places.push_back(i);
  }
  if (!cut.empty()) {
    auto whole = send(server, cut, CaresChannel::Transport::tcp, deadline);
    for (std::size_t i = 0; i < cut.size(); ++i) messages[places[i]] = std::move(whole[i]);
  }
  const std::string address = net::show(servers_[server]);
  for (std::size_t i = 0; i < inquiries.size(); ++i)
    take(*inquiries[i], server, address, read_message(messages[i], questions[inquiries[i]->place]));
}

std::vector<Inquiry> again(const std::vector<Inquiry>& inquiries, std::size_t servers,
                           const std::function<bool(const Inquiry&)>& chosen) {
  std::vector<Inquiry> chosen_ones;
  for (const Inquiry& inquiry : inquiries)
    if (chosen(inquiry))
      chosen_ones.push_back({inquiry.place,
                             inquiry.bytes,
                             std::vector<bool>(servers),
                             answer_of(Status::timeout),
                             {}});
  return chosen_ones;
}

// SERVFAIL is what a validating resolver says of a forged or badly signed answer, and of servers
// that it cannot reach, or not yet. Asked not to validate, it tells which of the first two it was;
// asked as before, whether that has passed.
void CaresResolver::check_failures(std::vector<Inquiry>& inquiries,
                                   const std::vector<Question>& questions,
                                   base::Deadline deadline) {
  auto unchecked = again(inquiries, servers_.size(), [](const Inquiry& inquiry) {
    return inquiry.answer.status == Status::server_failure;
  });
  if (unchecked.empty()) return;
  for (Inquiry& inquiry : unchecked) inquiry.bytes = without_checking(inquiry.bytes);
  ask_servers(unchecked, questions, deadline);
  auto checked = again(inquiries, servers_.size(), [&](const Inquiry& inquiry) {
    const auto second = std::ranges::find(unchecked, inquiry.place, &Inquiry::place);
    return second != unchecked.end() && second->told;
  });
  ask_servers(checked, questions, deadline);
  for (Inquiry& third : checked) {
    Inquiry& first = *std::ranges::find(inquiries, third.place, &Inquiry::place);
    first.answer.bogus = third.answer.status == Status::server_failure;
    if (third.told) first = std::move(third);
  }
}

// A name server may tell a record twice, which it is not (RFC 2181 section 5).
std::vector<net::IpAddress> distinct(const std::vector<net::IpAddress>& addresses) {
  std::vector<net::IpAddress> once;
  for (const net::IpAddress& ip : addresses)
    if (std::ranges::find(once, ip) == once.end()) once.push_back(ip);
  return once;
}

base::Result<std::vector<net::IpAddress>> CaresResolver::addresses(std::string_view host,
                                                                   net::Family family,
                                                                   base::Deadline deadline) {
  if (const auto ip = net::IpAddress::parse(host)) {
    if (ip->matches(family)) return std::vector{*ip};
    return base::fail(base::ErrorKind::no_host, base::Stage::resolve,
                      fmt::format("{} is not an {} address", host, ip->is_v6() ? "IPv4" : "IPv6"));
  }
  const bool is_whole = host.ends_with('.');
  host = without_last_dot(host);
  const bool is_short = host.find('.') == host.npos;
  const bool needs_no_system =
      is_localhost(host) || !make_query(host, Type::a) || (is_short && is_whole);
  if (needs_no_system) return ask_addresses(*this, host, family, deadline);
  CaresChannel::Options options;
  options.servers = servers_;
  options.timeout = share(servers().size() * kTries, deadline);
  options.interrupt = interrupt_;
  options.search_list = is_short;
  auto channel = CaresChannel::open(options);
  if (!channel) return base::fail(channel.error());
  auto lookup = channel->addresses(std::string(host), family, deadline);
  if (lookup.status == ARES_SUCCESS && !lookup.found.empty()) return distinct(lookup.found);
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
