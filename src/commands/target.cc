#include "commands/target.h"

#include <fmt/format.h>

#include <chrono>

#include "dns/last_dot.h"
#include "dns/mail_hosts.h"

namespace commands {
namespace {

using base::Deadline;
using base::Duration;
using base::fail;
using base::Result;
using base::Stage;

}  // namespace

Result<Target> server_target(const net::Endpoint& endpoint, std::uint16_t port) {
  Host host{.name = "", .target = "", .endpoint = endpoint};
  if (endpoint.kind == net::Endpoint::Kind::host) {
    if (host.endpoint.port == 0) host.endpoint.port = port;
    if (net::IpAddress::parse(endpoint.host)) {
      host.name = endpoint.host;
    } else {
      auto name = dns::to_ascii(endpoint.host);
      if (!name) return fail(name.error());
      host.name = host.endpoint.host = std::move(*name);
    }
  }
  host.target = net::show(host.endpoint);
  return Target{{std::move(host)}, false};
}

Result<Target> domain_target(dns::Resolver& resolver, const std::string& domain, std::uint16_t port,
                             Deadline deadline) {
  const auto route = dns::mail_route(resolver, domain, deadline, dns::random_shuffle());
  if (!route) return fail(route.error());
  Target target{{}, true};
  for (const dns::MailHost& mail_host : route->hosts) {
    net::Endpoint endpoint;
    endpoint.host = mail_host.name;
    endpoint.port = port;
    const bool by_dns = !net::IpAddress::parse(mail_host.name);
    target.hosts.push_back({mail_host.name, net::show(endpoint), endpoint, by_dns});
  }
  return target;
}

Result<std::vector<net::Address>> addresses_of(const Host& host, const Dialing& dialing,
                                               dns::Resolver& resolver) {
  const net::Endpoint& endpoint = host.endpoint;
  switch (endpoint.kind) {
    case net::Endpoint::Kind::unix_socket:
      return std::vector<net::Address>{net::UnixAddress{endpoint.path}};
    case net::Endpoint::Kind::child:
      return std::vector<net::Address>{net::ChildAddress{endpoint.path}};
    case net::Endpoint::Kind::host:
      break;
  }
  const auto found = resolver.addresses(host.by_dns ? dns::with_last_dot(host.name) : host.name,
                                        dialing.family, Deadline::after(dialing.timeout));
  if (!found) return fail(found.error());
  std::vector<net::Address> addresses;
  for (const net::IpAddress& ip : *found)
    addresses.emplace_back(net::TcpAddress{ip, endpoint.port});
  return addresses;
}

Result<std::unique_ptr<net::Stream>> dial(const Host& host, const net::Address& address,
                                          const Dialing& dialing, net::Dialer& dialer,
                                          smtp::Transcript& transcript) {
  const auto begun = std::chrono::steady_clock::now();
  auto stream = dialer.dial(address, dialing.options, Deadline::after(dialing.timeout));
  if (!stream) {
    base::Error error = stream.error();
    error.stage = Stage::connect;
    error.text = fmt::format("cannot connect to {}: {}", net::show(address), error.text);
    transcript.warn(error.text);
    return fail(std::move(error));
  }
  const auto took = std::chrono::steady_clock::now() - begun;
  transcript.tell(smtp::event::Connecting{host.target, dialing.options.local_interface});
  transcript.tell(
      smtp::event::Connected{net::show(address), std::chrono::duration_cast<Duration>(took)});
  return stream;
}

}  // namespace commands
