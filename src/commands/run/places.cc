#include "commands/run/places.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "commands/target.h"
#include "net/ports.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using net::Endpoint;

Result<Endpoint> parse_server(const std::string& text) {
  auto endpoint = net::parse_endpoint(text);
  if (!endpoint) {
    endpoint.error().text = "--server: " + endpoint.error().text;
    return endpoint;
  }
  if (endpoint->scheme != net::Scheme::none)
    return fail(ErrorKind::usage,
                "--server: a session file says itself where TLS begins: write HOST[:PORT]");
  return endpoint;
}

// The fields between colons; those inside [...] are part of an address.
std::vector<std::string> fields_of(std::string_view text) {
  std::vector<std::string> fields(1);
  bool inside = false;
  for (const char c : text) {
    if (c == '[' || c == ']')
      inside = c == '[';
    else if (c == ':' && !inside)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

}  // namespace

Result<RunPlaces::Detour> RunPlaces::parse_detour(const std::string& text) {
  const auto fields = fields_of(text);
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::parse, fmt::format("--connect-to: '{}' {}: write HOST:PORT:ADDR:PORT",
                                              base::printable(text), why));
  };
  if (fields.size() != 4) return wrong("has not four parts");
  Detour detour{fields[0], fields[2], 0, 0};
  for (const auto& [field, port] :
       {std::pair(&fields[1], &detour.from_port), std::pair(&fields[3], &detour.to_port)}) {
    if (field->empty()) continue;
    const auto number = net::parse_port(*field);
    if (!number) return wrong("has a port that is none");
    *port = *number;
  }
  return detour;
}

Result<RunPlaces> RunPlaces::from(const RunOptions& options) {
  RunPlaces places;
  if (!options.server.empty()) {
    auto server = parse_server(options.server);
    if (!server) return fail(server.error());
    places.server_name_ = net::show(*server);
    places.server_ = std::move(*server);
  }
  for (const std::string& text : options.connect_to) {
    auto detour = parse_detour(text);
    if (!detour) return fail(detour.error());
    places.detours_.push_back(std::move(*detour));
  }
  const auto timeout = base::parse_duration(options.timeout);
  if (!timeout) return fail(ErrorKind::parse, "--timeout: " + timeout.error().text);
  places.timeout_ = *timeout;
  if (options.ipv4 && options.ipv6) return fail(ErrorKind::usage, "-4 and -6 exclude each other");
  if (options.ipv4) places.family_ = net::Family::v4;
  if (options.ipv6) places.family_ = net::Family::v6;
  return places;
}

std::string RunPlaces::redirect(const std::string& target) const {
  if (!server_) return target;
  Endpoint endpoint = *server_;
  const auto asked = net::parse_endpoint(target);
  if (endpoint.kind == Endpoint::Kind::host && endpoint.port == 0 && asked)
    endpoint.port = asked->port;
  return net::show(endpoint);
}

void RunPlaces::detour(Endpoint& endpoint) const {
  if (endpoint.kind != Endpoint::Kind::host) return;
  if (endpoint.port == 0) endpoint.port = net::kSmtpPort;
  for (const Detour& one : detours_) {
    const bool fits =
        (one.from_host.empty() || base::equal_ignoring_case(one.from_host, endpoint.host)) &&
        (one.from_port == 0 || one.from_port == endpoint.port);
    if (!fits) continue;
    if (!one.to_host.empty()) endpoint.host = one.to_host;
    if (one.to_port != 0) endpoint.port = one.to_port;
    return;
  }
}

Result<std::vector<net::Address>> RunPlaces::addresses(const std::string& target,
                                                       dns::Resolver& resolver) const {
  auto endpoint = net::parse_endpoint(target);
  if (!endpoint) return fail(endpoint.error());
  detour(*endpoint);
  const std::string place = net::show(*endpoint);
  {
    const std::lock_guard lock(known_->mutex);
    if (const auto found = known_->addresses.find(place); found != known_->addresses.end())
      return found->second;
  }
  const auto host = server_target(*endpoint, net::kSmtpPort);
  if (!host) return fail(host.error());
  auto addresses = addresses_of(host->hosts.front(), {family_, {}, timeout_}, resolver);
  if (!addresses) return addresses;
  const std::lock_guard lock(known_->mutex);
  known_->addresses[place] = *addresses;
  return addresses;
}

}  // namespace commands
