#include "commands/mx/route.h"

#include "commands/complain.h"
#include "commands/target.h"
#include "net/ports.h"
#include "report/json_mx.h"
#include "report/route.h"
#include "smtp/path.h"

namespace commands {
namespace {

using base::fail;
using base::Result;

Result<std::string> domain_of(const std::string& recipient) {
  const auto path = smtp::parse_path(recipient);
  if (!path) return fail(base::ErrorKind::parse, "--route: " + path.error().text);
  if (path->domain.empty())
    return fail(base::ErrorKind::parse, "--route: an address with a domain is needed");
  return path->domain;
}

// The route, and ok when one host has an address; else what try_hosts() would end with.
class Route {
 public:
  void add(const Host& host, const MxPlan& plan, dns::Resolver& resolver) {
    Dialing dialing;
    dialing.timeout = plan.dns_timeout;
    report::RouteHost shown{host.target, {}, {}};
    const auto addresses = addresses_of(host, dialing, resolver);
    if (addresses) {
      found_ = true;
      for (const net::Address& address : *addresses) shown.addresses.push_back(net::show(address));
    } else {
      shown.trouble = addresses.error().text;
      if (addresses.error().kind != base::ErrorKind::no_host) none_ = Exit::temporary;
    }
    hosts_.push_back(std::move(shown));
  }

  const std::vector<report::RouteHost>& hosts() const { return hosts_; }
  Exit exit() const { return found_ ? Exit::ok : none_; }

 private:
  std::vector<report::RouteHost> hosts_;
  bool found_ = false;
  Exit none_ = Exit::no_host;
};

}  // namespace

Exit show_route(const MxOptions& options, const MxPlan& plan, dns::Resolver& resolver, Env& env) {
  const auto domain = domain_of(options.route);
  if (!domain) return complain(env, "mx", domain.error());
  const auto target = domain_target(resolver, *domain, net::kSmtpPort, plan.deadline());
  if (!target) return complain(env, "mx", target.error());
  Route route;
  for (const Host& host : target->hosts) route.add(host, plan, resolver);
  env.out << (options.json    ? report::json_of_route(options.route, route.hosts())
              : options.brief ? report::short_route(route.hosts())
                              : report::route_text(route.hosts()));
  return route.exit();
}

}  // namespace commands
