#include "commands/banner/plan.h"

#include <fmt/format.h>

#include "banner/trouble.h"
#include "base/text.h"
#include "net/ports.h"
#include "policy/names.h"
#include "policy/reverse_names.h"

namespace commands {
namespace {

using banner::ServerReport;
using base::Deadline;
using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;

std::string hello_name(const BannerOptions& options, const Env& env) {
  if (!options.ehlo && !options.talk_early) return "";
  return options.helo.empty() ? env.host_name() : options.helo;
}

Result<void> check_together(const BannerOptions& options) {
  if (options.bulk.targets.empty())
    return fail(ErrorKind::usage, "no target is given; see 'ehlo banner --help'");
  if (options.ipv4 && options.ipv6)
    return fail(ErrorKind::usage, "--ipv4 and --ipv6 exclude each other");
  if (!options.helo.empty() && !options.ehlo && !options.talk_early)
    return fail(ErrorKind::usage, "--helo names this host in EHLO: add --ehlo");
  return {};
}

Result<net::Endpoint> parse_target(const std::string& text) {
  auto endpoint = net::parse_endpoint(text);
  // A list may come from anywhere, and must not run commands.
  if (endpoint && endpoint->kind == net::Endpoint::Kind::child)
    return fail(ErrorKind::parse,
                fmt::format("'{}': a command cannot be a target", base::printable(text)));
  return endpoint;
}

// Looks at one target.
class TargetLook {
 public:
  TargetLook(const std::string& target, const BannerPlan& plan, dns::Resolver& resolver,
             net::Dialer& dialer, Politeness& politeness)
      : target_(target),
        plan_(plan),
        resolver_(resolver),
        dialer_(dialer),
        politeness_(politeness),
        wish_(plan.wish) {}

  std::vector<ServerReport> run() {
    const auto found = find();
    if (!found)
      failed("", found.error());
    else
      for (const Host& host : found->hosts) look_at_host(host);
    return std::move(reports_);
  }

 private:
  Result<Target> find() {
    if (plan_.by_mx)
      return domain_target(resolver_, target_, plan_.port, Deadline::after(plan_.dialing.timeout));
    const auto endpoint = parse_target(target_);
    if (!endpoint) return fail(endpoint.error());
    wish_.tls = endpoint->scheme == net::Scheme::smtps;
    wish_.lmtp = wish_.lmtp || endpoint->scheme == net::Scheme::lmtp;
    return server_target(*endpoint, default_port(endpoint->scheme));
  }

  std::uint16_t default_port(net::Scheme scheme) const {
    switch (scheme) {
      case net::Scheme::none:
      case net::Scheme::smtp:
        return plan_.port;
      case net::Scheme::smtps:
        return net::kSmtpsPort;
      case net::Scheme::lmtp:
        return net::kLmtpPort;
    }
    return plan_.port;
  }

  void look_at_host(const Host& host) {
    const auto addresses = addresses_of(host, plan_.dialing, resolver_);
    if (!addresses) return failed(host.target, addresses.error());
    const std::size_t first = reports_.size();
    for (const net::Address& address : *addresses) {
      if (!plan_.all_addresses) reports_.resize(first);
      look_at_address(host, address);
      if (plan_.ptr) look_up_names(reports_.back(), host, address);
      if (!plan_.all_addresses && reports_.back().look.reply) return;
    }
  }

  void look_at_address(const Host& host, const net::Address& address) {
    ServerReport report;
    report.target = target_;
    report.host = host.target;
    const auto pass = politeness_.wait_for(address);
    const auto begun = Deadline::Clock::now();
    smtp::Transcript transcript;
    Dialing dialing = plan_.dialing;
    net::Obstacle obstacle = net::Obstacle::none;
    dialing.options.on_obstacle = [&](net::Obstacle met) { obstacle = met; };
    auto stream = dial(host, address, dialing, dialer_, transcript);
    if (!stream) return failed(host.target, stream.error(), obstacle);
    report.address = net::show(address);
    report.connect = std::chrono::duration_cast<base::Duration>(Deadline::Clock::now() - begun);
    wish_.tls_options.sni = net::default_sni(host.name);
    report.look = banner::look(std::move(*stream), wish_);
    if (const auto& error = report.look.error)
      report.look.advice = banner::advice(*error, {obstacle, wish_.tls, report.look.heard});
    reports_.push_back(std::move(report));
  }

  void look_up_names(ServerReport& report, const Host& host, const net::Address& address) {
    const auto* tcp = std::get_if<net::TcpAddress>(&address);
    if (tcp == nullptr || !report.look.reply) return;
    report.reverse.ip = tcp->ip;
    policy::look_up_reverse_names(resolver_, {&report.reverse},
                                  Deadline::after(plan_.dialing.timeout));
    const std::string name = net::IpAddress::parse(host.name) ? "" : host.name;
    for (policy::Finding& finding :
         banner::reverse_findings(report.reverse, report.look.greeting, name))
      report.look.findings.push_back(std::move(finding));
    policy::worst_first(report.look.findings);
  }

  void failed(const std::string& host, const Error& error,
              net::Obstacle obstacle = net::Obstacle::none) {
    ServerReport& report = reports_.emplace_back();
    report.target = target_;
    report.host = host;
    report.look.error = error;
    report.look.advice = banner::advice(error, {obstacle, wish_.tls});
    report.obstacle = obstacle;
  }

  const std::string& target_;
  const BannerPlan& plan_;
  dns::Resolver& resolver_;
  net::Dialer& dialer_;
  Politeness& politeness_;
  banner::Wish wish_;
  std::vector<ServerReport> reports_;
};

}  // namespace

Result<BannerPlan> plan_banner(const BannerOptions& options, const Env& env) {
  if (auto good = check_together(options); !good) return fail(good.error());
  BannerPlan plan;
  const auto port = net::parse_port(options.port);
  if (!port) return fail(ErrorKind::parse, "--port: " + port.error().text);
  plan.port = *port;
  const auto timeout = base::parse_duration(options.timeout);
  if (!timeout) return fail(ErrorKind::parse, "--timeout: " + timeout.error().text);
  if (*timeout == base::Duration::zero())
    return fail(ErrorKind::parse, "--timeout: it must be longer than nothing");
  plan.dialing.timeout = plan.wish.timeout = *timeout;
  if (options.ipv4) plan.dialing.family = net::Family::v4;
  if (options.ipv6) plan.dialing.family = net::Family::v6;
  plan.wish.helo = hello_name(options, env);
  if (base::breaks_line(plan.wish.helo) || plan.wish.helo.find(' ') != std::string::npos)
    return fail(ErrorKind::usage,
                fmt::format("--helo: a name cannot hold blanks, CR, LF or NUL: '{}'",
                            base::printable(plan.wish.helo)));
  plan.wish.lmtp = options.lmtp;
  plan.wish.talk_early = options.talk_early;
  plan.by_mx = options.by_mx;
  plan.all_addresses = options.all_addresses;
  plan.ptr = options.ptr;
  plan.fail_on = options.fail_on == "warn" ? policy::Verdict::warn : policy::Verdict::fail;
  return plan;
}

std::vector<ServerReport> look_at_target(const std::string& target, const BannerPlan& plan,
                                         dns::Resolver& resolver, net::Dialer& dialer,
                                         Politeness& politeness) {
  return TargetLook(target, plan, resolver, dialer, politeness).run();
}

Exit exit_for(const ServerReport& report, policy::Verdict fail_on) {
  if (report.look.error) return exit_for(report.look.error->kind);
  if (report.look.another_service) return Exit::protocol;
  Exit exit = report.verdict() >= fail_on ? Exit::check : Exit::ok;
  if (!report.reverse.trouble.empty()) exit = worse(exit, Exit::temporary);
  const bool refused = report.look.reply->code >= 400;
  const bool early = report.look.early_talk == banner::EarlyTalk::refused;
  if (refused && !early) exit = worse(exit, exit_for(*report.look.reply, base::Stage::greeting));
  if (report.look.hello && report.look.hello->temporary()) exit = worse(exit, Exit::temporary);
  return exit;
}

}  // namespace commands
