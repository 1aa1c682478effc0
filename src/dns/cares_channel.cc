#include "dns/cares_channel.h"

#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/random.h"

namespace dns {
namespace {

constexpr int kUdpSize = 1232;  // what crosses every IPv6 path unbroken (DNS flag day 2020)
constexpr std::size_t kSecondFlags = 3;
constexpr unsigned char kAuthenticData = 0x20;
constexpr unsigned char kCheckingDisabled = 0x10;
constexpr int kSocketBuffer = 1 << 20;  // holds the answers to all questions under way

int deadline_or(int status) { return status == ARES_ECANCELLED ? ARES_ETIMEOUT : status; }

ares_addr_port_node to_node(const net::TcpAddress& server) {
  ares_addr_port_node node{};
  node.family = server.ip.is_v6() ? AF_INET6 : AF_INET;
  node.udp_port = node.tcp_port = server.port;
  std::memcpy(&node.addr, server.ip.bytes().data(), server.ip.is_v6() ? 16 : 4);
  return node;
}

net::IpAddress to_ip(int family, const void* bytes) {
  if (family == AF_INET) {
    std::array<std::uint8_t, 4> v4{};
    std::memcpy(v4.data(), bytes, v4.size());
    return net::IpAddress::v4(v4);
  }
  std::array<std::uint8_t, 16> v6{};
  std::memcpy(v6.data(), bytes, v6.size());
  return net::IpAddress::v6(v6);
}

int set_servers(ares_channeldata* channel, const std::vector<net::TcpAddress>& servers) {
  if (servers.empty()) return ARES_SUCCESS;
  std::vector<ares_addr_port_node> nodes;
  for (const net::TcpAddress& server : servers) nodes.push_back(to_node(server));
  for (std::size_t i = 1; i < nodes.size(); ++i) nodes[i - 1].next = &nodes[i];
  return ares_set_servers_ports(channel, nodes.data());
}

tl::unexpected<base::Error> cannot_start(int status) {
  return base::fail(base::ErrorKind::io, base::Stage::resolve,
                    fmt::format("the resolver cannot start: {}", ares_strerror(status)));
}

int milliseconds_to_wait(ares_channeldata* channel, base::Deadline deadline) {
  timeval next{};
  const int left = deadline.poll_ms();
  if (ares_timeout(channel, nullptr, &next) == nullptr) return left;
  const auto retry = static_cast<int>(next.tv_sec * 1000 + (next.tv_usec + 999) / 1000);
  return left < 0 ? retry : std::min(left, retry);
}

std::vector<pollfd> sockets_of(ares_channeldata* channel) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  const auto bits = static_cast<unsigned>(
      ares_getsock(channel, sockets.data(), static_cast<int>(sockets.size())));
  std::vector<pollfd> polled;
  for (unsigned i = 0; i < sockets.size(); ++i) {
    short events = 0;
    if (ARES_GETSOCK_READABLE(bits, i)) events |= POLLIN;
    if (ARES_GETSOCK_WRITABLE(bits, i)) events |= POLLOUT;
    if (events != 0) polled.push_back({sockets[i], events, 0});
  }
  return polled;
}

struct WaitingMessage {
  CaresChannel::Message* message;
  std::size_t* in_flight;
};

void take_message(void* to, int status, int, unsigned char* bytes, int size) {
  const auto& waiting = *static_cast<WaitingMessage*>(to);
  waiting.message->status = deadline_or(status);
  if (status == ARES_SUCCESS) waiting.message->bytes.assign(bytes, bytes + size);
  --*waiting.in_flight;
}

struct WaitingAddresses {
  CaresChannel::Addresses outcome;
  bool done = false;
};

net::IpAddress ip_of(const ares_addrinfo_node& node) {
  if (node.ai_family == AF_INET)
    return to_ip(AF_INET, &reinterpret_cast<const sockaddr_in*>(node.ai_addr)->sin_addr);
  return to_ip(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(node.ai_addr)->sin6_addr);
}

void take_addresses(void* to, int status, int, ares_addrinfo* result) {
  auto& waiting = *static_cast<WaitingAddresses*>(to);
  waiting.outcome.status = deadline_or(status);
  for (auto* node = result ? result->nodes : nullptr; node; node = node->ai_next)
    waiting.outcome.found.push_back(ip_of(*node));
  if (result) ares_freeaddrinfo(result);
  waiting.done = true;
}

int family_number(net::Family family) {
  switch (family) {
    case net::Family::any:
      return AF_UNSPEC;
    case net::Family::v4:
      return AF_INET;
    case net::Family::v6:
      return AF_INET6;
  }
  return AF_UNSPEC;
}

}  // namespace

base::Result<CaresChannel> CaresChannel::open(const Options& options) {
  char hosts_then_dns[] = "fb";
  ares_options chosen{};
  chosen.flags = ARES_FLAG_EDNS;
  if (options.transport == CaresChannel::Transport::datagrams) chosen.flags |= ARES_FLAG_IGNTC;
  if (options.transport == CaresChannel::Transport::tcp) chosen.flags |= ARES_FLAG_USEVC;
  if (options.any_rcode) chosen.flags |= ARES_FLAG_NOCHECKRESP;
  if (!options.search_list) chosen.flags |= ARES_FLAG_NOSEARCH;
  chosen.timeout = static_cast<int>(options.timeout.count());
  chosen.tries = options.tries;
  chosen.ednspsz = kUdpSize;
  chosen.socket_receive_buffer_size = kSocketBuffer;
  chosen.lookups = hosts_then_dns;
  ares_channel channel = nullptr;
  int status =
      ares_init_options(&channel, &chosen,
                        ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
                            ARES_OPT_SOCK_RCVBUF | ARES_OPT_LOOKUPS | ARES_OPT_NOROTATE);
  if (status != ARES_SUCCESS) return cannot_start(status);
  CaresChannel opened(channel, options);
  status = set_servers(channel, options.servers);
  if (status != ARES_SUCCESS) return cannot_start(status);
  return opened;
}

std::vector<net::TcpAddress> CaresChannel::servers() const {
  constexpr std::uint16_t kDnsPort = 53;
  ares_addr_port_node* nodes = nullptr;
  std::vector<net::TcpAddress> servers;
  if (ares_get_servers_ports(channel_.get(), &nodes) != ARES_SUCCESS) return servers;
  for (const auto* node = nodes; node; node = node->next)
    servers.push_back({to_ip(node->family, &node->addr),
                       node->udp_port ? static_cast<std::uint16_t>(node->udp_port) : kDnsPort});
  ares_free_data(nodes);
  return servers;
}

std::vector<CaresChannel::Message> CaresChannel::send_all(const std::vector<std::string>& queries,
                                                          base::Deadline deadline) {
  std::vector<Message> messages(queries.size(), Message{ARES_ETIMEOUT, {}});
  std::vector<WaitingMessage> waiting;
  std::size_t in_flight = 0, next = 0;
  for (Message& message : messages) waiting.push_back({&message, &in_flight});
  do {
    for (; next < queries.size() && in_flight < kMostInFlight; ++next) {
      ++in_flight;
      ares_send(channel_.get(), reinterpret_cast<const unsigned char*>(queries[next].data()),
                static_cast<int>(queries[next].size()), take_message, &waiting[next]);
    }
    if (in_flight > 0) wait(deadline);
  } while ((in_flight > 0 || next < queries.size()) && !is_over(deadline));
  if (in_flight > 0) ares_cancel(channel_.get());
  return messages;
}

CaresChannel::Addresses CaresChannel::addresses(const std::string& host, net::Family family,
                                                base::Deadline deadline) {
  WaitingAddresses waiting;
  ares_addrinfo_hints hints{};
  hints.ai_family = family_number(family);
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(channel_.get(), host.c_str(), nullptr, &hints, take_addresses, &waiting);
  while (!waiting.done && !is_over(deadline)) wait(deadline);
  if (!waiting.done) ares_cancel(channel_.get());
  return waiting.outcome;
}

bool CaresChannel::is_over(base::Deadline deadline) const {
  return deadline.passed() || (interrupt_ && interrupt_->raised());
}

// Until something arrives, or c-ares has something to repeat.
void CaresChannel::wait(base::Deadline deadline) {
  std::vector<pollfd> sockets = sockets_of(channel_.get());
  if (interrupt_) sockets.push_back({interrupt_->fd(), POLLIN, 0});
  poll(sockets.data(), sockets.size(), milliseconds_to_wait(channel_.get(), deadline));
  if (interrupt_) sockets.pop_back();
  ares_process_fd(channel_.get(), ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  for (const pollfd& socket : sockets)
    ares_process_fd(channel_.get(), socket.revents & ~POLLOUT ? socket.fd : ARES_SOCKET_BAD,
                    socket.revents & POLLOUT ? socket.fd : ARES_SOCKET_BAD);
}

std::optional<std::string> make_query(std::string_view name, Type type) {
  const bool visible = std::all_of(name.begin(), name.end(),
                                   [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
  if (!visible) return std::nullopt;
  constexpr int kClassIn = 1, kRecursionDesired = 1;
  unsigned char* bytes = nullptr;
  int size = 0;
  const int status = ares_create_query(std::string(name).c_str(), kClassIn, type_number(type),
                                       static_cast<unsigned short>(base::random_bits()),
                                       kRecursionDesired, &bytes, &size, kUdpSize);
  if (status != ARES_SUCCESS) return std::nullopt;
  std::string query(bytes, bytes + size);
  ares_free_string(bytes);
  query[kSecondFlags] = static_cast<char>(query[kSecondFlags] | kAuthenticData);
  return query;
}

std::string without_checking(std::string query) {
  query[kSecondFlags] = static_cast<char>(query[kSecondFlags] | kCheckingDisabled);
  return query;
}

}  // namespace dns
