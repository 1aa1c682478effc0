#include "probe/probe.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "net/ports.h"
#include "probe/look_up.h"

namespace probe {
namespace {

using base::fail;
using base::Result;
using net::Endpoint;
using net::Scheme;

std::uint16_t default_port(Scheme scheme) {
  switch (scheme) {
    case Scheme::none:
    case Scheme::smtp:
      return net::kSmtpPort;
    case Scheme::smtps:
      return net::kSmtpsPort;
    case Scheme::lmtp:
      return net::kLmtpPort;
  }
  return net::kSmtpPort;
}

Place place_of(const Endpoint& endpoint) {
  Place place;
  place.lmtp = endpoint.scheme == Scheme::lmtp;
  Endpoint whole = endpoint;
  whole.scheme = Scheme::none;
  if (endpoint.kind == Endpoint::Kind::host) {
    if (whole.port == 0) whole.port = default_port(endpoint.scheme);
    place.name = whole.host;
    place.port = whole.port;
    const bool said_plain = endpoint.scheme == Scheme::smtp || place.lmtp;
    place.tls_first =
        endpoint.scheme == Scheme::smtps || (place.port == net::kSmtpsPort && !said_plain);
  }
  if (endpoint.kind == Endpoint::Kind::unix_socket) place.local = net::UnixAddress{endpoint.path};
  if (endpoint.kind == Endpoint::Kind::child) place.local = net::ChildAddress{endpoint.path};
  place.shown = net::show(whole);
  return place;
}

bool is_bare_name(const Endpoint& endpoint) {
  return endpoint.kind == Endpoint::Kind::host && endpoint.scheme == Scheme::none &&
         endpoint.port == 0 && !net::IpAddress::parse(endpoint.host) &&
         endpoint.host.find('.') != std::string::npos;
}

}  // namespace

Result<Target> parse_target(const std::string& text, bool submission) {
  auto endpoint = net::parse_endpoint(text);
  if (!endpoint) return fail(endpoint.error());
  Target target{text, std::move(*endpoint), Target::Find::automatic};
  if (target.endpoint.kind == Endpoint::Kind::host &&
      !net::IpAddress::parse(target.endpoint.host)) {
    auto name = dns::to_ascii(target.endpoint.host);
    if (!name) return fail(name.error());
    target.endpoint.host = std::move(*name);
  }
  const bool bare = is_bare_name(target.endpoint);
  if (submission && !bare)
    return fail(base::ErrorKind::usage,
                fmt::format("--submission takes a domain, not {}", base::printable(text)));
  if (submission) target.find = Target::Find::submission;
  if (!bare) target.find = Target::Find::host;
  return target;
}

TargetResult look_up(const Target& target, const Wish& wish, dns::Resolver& resolver,
                     const policy::Fetch& fetch, base::Deadline deadline) {
  LookUp look(resolver, wish, fetch, deadline);
  TargetResult result;
  result.target = target.shown;
  switch (target.find) {
    case Target::Find::host:
      look.add_host(result, place_of(target.endpoint), {});
      break;
    case Target::Find::submission:
      look.add_submission(result, target.endpoint.host);
      break;
    case Target::Find::automatic:
      if (!look.add_domain(result, target.endpoint.host))
        look.add_host(result, place_of(target.endpoint), {});
      break;
  }
  look.complete(result);
  return result;
}

}  // namespace probe
