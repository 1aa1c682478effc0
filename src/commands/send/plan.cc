#include "commands/send/plan.h"

#include <fmt/format.h>

#include <chrono>

#include "base/text.h"
#include "commands/misused.h"
#include "commands/send/envelope.h"
#include "commands/send/login.h"
#include "commands/send/proxied.h"
#include "commands/send/stop.h"
#include "commands/send/tls.h"
#include "commands/wire_path.h"
#include "net/ports.h"

namespace commands {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;

// RFC 5321 section 4.5.3.2 has minutes for every step, which are for mail that waits in a queue; a
// person who waits is better served by seconds. At the dot impatience makes duplicates.
constexpr base::Duration kTimeout = std::chrono::seconds(30);
constexpr base::Duration kTimeoutAtTheDot = std::chrono::minutes(10);

auto wrong(std::string_view option, Error error) {
  error.text = fmt::format("{}: {}", option, error.text);
  return fail(std::move(error));
}

// "Doe, John <john@example.com>" is no list of Doe and John.
bool is_half_a_name(const smtp::Path& path) {
  return path.domain.empty() && !path.local.empty() &&
         !base::equal_ignoring_case(path.local, "postmaster");
}

Result<std::vector<smtp::Path>> recipients(std::string_view option,
                                           const std::vector<std::string>& lists) {
  std::vector<smtp::Path> all;
  for (const std::string& list : lists) {
    auto paths = smtp::parse_paths(list);
    if (!paths) return wrong(option, paths.error());
    for (smtp::Path& path : *paths) {
      if (paths->size() > 1 && is_half_a_name(path))
        return wrong(option, {ErrorKind::parse, Stage::none,
                              fmt::format("'{}' has no domain; a name with a comma in it stands in "
                                          "quotes",
                                          base::printable(path.local))});
      auto wire = wire_path(std::move(path));
      if (!wire) return wrong(option, wire.error());
      if (wire->is_null())
        return wrong(option,
                     {ErrorKind::parse, Stage::none, "a recipient cannot be the null path <>"});
      all.push_back(std::move(*wire));
    }
  }
  return all;
}

Result<void> plan_recipients(const SendOptions& options, SendJob& job) {
  auto to = recipients("--to", options.to);
  if (!to) return fail(to.error());
  auto cc = recipients("--cc", options.cc);
  if (!cc) return fail(cc.error());
  auto bcc = recipients("--bcc", options.bcc);
  if (!bcc) return fail(bcc.error());
  for (const auto* list : {&*to, &*cc, &*bcc})
    job.plan.recipients.insert(job.plan.recipients.end(), list->begin(), list->end());
  job.to = std::move(*to);
  job.cc = std::move(*cc);
  return {};
}

Result<void> plan_sender(const SendOptions& options, const Env& env, SendJob& job) {
  std::string text;
  if (options.from) {
    text = *options.from;
  } else {
    const auto user = env.getenv("LOGNAME") ? env.getenv("LOGNAME") : env.getenv("USER");
    text = fmt::format("{}@{}", user.value_or("ehlo"), job.plan.helo);
  }
  auto path = smtp::parse_path(text);
  if (!path) return wrong("--from", path.error());
  auto wire = wire_path(std::move(*path));
  if (!wire) return wrong("--from", wire.error());
  job.plan.sender = std::move(*wire);
  return {};
}

Result<std::uint16_t> default_port(const SendOptions& options, const SendJob& job) {
  if (!options.port.empty()) {
    auto port = net::parse_port(options.port);
    if (!port) return wrong("--port", port.error());
    return *port;
  }
  if (job.plan.tls == smtp::TlsUse::on_connect) return net::kSmtpsPort;
  return job.plan.lmtp ? net::kLmtpPort : net::kSmtpPort;
}

Result<void> check_family(const SendOptions& options, const SendJob& job) {
  const auto ip = job.server ? net::IpAddress::parse(job.server->host) : std::nullopt;
  if (!ip) return {};
  if (ip->matches(job.dialing.family)) return {};
  return misused(fmt::format("{} excludes the address {}", options.ipv4 ? "-4" : "-6", ip->show()));
}

Result<void> plan_server(const SendOptions& options, SendJob& job) {
  const int named = !options.server.empty() + !options.socket.empty() + !options.pipe.empty() +
                    !options.copy_routing.empty();
  if (named > 1)
    return misused("--server, --socket, --pipe and --copy-routing each say where to go: give one");
  if (!options.server.empty()) {
    auto endpoint = net::parse_endpoint(options.server);
    if (!endpoint) return wrong("--server", endpoint.error());
    if (endpoint->scheme == net::Scheme::lmtp) job.plan.lmtp = true;
    if (endpoint->scheme == net::Scheme::smtps) {
      if (options.no_tls || options.tls || options.tls_optional || options.tls_optional_strict)
        return misused(
            "--server: smtps:// is TLS from the first byte, so the only TLS option that "
            "fits it is --tls-on-connect");
      job.plan.tls = smtp::TlsUse::on_connect;
    }
    job.server = std::move(*endpoint);
  }
  if (!options.socket.empty())
    job.server = net::Endpoint{net::Endpoint::Kind::unix_socket, {}, "", 0, options.socket};
  if (!options.pipe.empty())
    job.server = net::Endpoint{net::Endpoint::Kind::child, {}, "", 0, options.pipe};
  if (auto good = check_family(options, job); !good) return good;
  job.plan.local = job.server && job.server->kind != net::Endpoint::Kind::host;
  auto port = default_port(options, job);
  if (!port) return fail(port.error());
  job.port = *port;
  if (job.server) return {};

  job.domain = options.copy_routing;
  if (job.domain.empty() && !job.plan.recipients.empty())
    job.domain = job.plan.recipients.front().domain;
  if (job.domain.empty() && !options.dump_mail)
    return misused("nothing says where to go: give --server, or --to with a domain");
  return {};
}

Result<void> plan_dialing(const SendOptions& options, SendJob& job) {
  job.patience = {kTimeout, kTimeoutAtTheDot};
  if (options.timeout) {
    auto timeout = base::parse_duration(*options.timeout);
    if (!timeout) return wrong("--timeout", timeout.error());
    job.patience = {*timeout, *timeout};
  }
  job.dialing.timeout = job.patience.each;
  if (options.ipv4 && options.ipv6) return misused("-4 and -6 exclude each other");
  if (options.ipv4) job.dialing.family = net::Family::v4;
  if (options.ipv6) job.dialing.family = net::Family::v6;
  job.dialing.options.local_interface = options.local_interface;
  if (!options.local_port.empty()) {
    auto port = net::parse_port(options.local_port);
    if (!port) return wrong("--local-port", port.error());
    job.dialing.options.local_port = *port;
  }
  job.dns_servers = options.dns_servers;
  return {};
}

Result<void> plan_message(const SendOptions& options) {
  const bool composed = !options.attach.empty() || !options.attach_body.empty() ||
                        !options.inlined.empty() || options.html || options.eight_bit;
  if (!options.sample.empty() && (composed || options.body || options.data))
    return misused(
        "--sample is a whole message: --body, --html, --attach, --inline, --8bit and --data have "
        "no "
        "place");
  if (!options.data) {
    if (options.no_data_fixup) return misused("--no-data-fixup is for --data");
    if (options.tokens) return misused("--tokens is for --data");
    return {};
  }
  if (options.body) return misused("--data is a whole message: --body has no place");
  if (composed)
    return misused(
        "--data is a whole message: --html, --attach, --attach-body, --inline and --8bit have no "
        "place");
  if (!options.headers.empty() || !options.added_headers.empty() || options.subject)
    return misused("--data is a whole message: --header, --add-header and --subject have no place");
  if (options.no_data_fixup && options.tokens)
    return misused("--no-data-fixup and --tokens exclude each other");
  if (*options.data != "-" && !options.data->starts_with('@'))
    return fail(ErrorKind::parse,
                "--data takes @FILE, or - for standard input; text goes to --body");
  return {};
}

}  // namespace

Result<SendJob> plan_send(const SendOptions& options, const Env& env) {
  SendJob job;
  smtp::Plan& plan = job.plan;
  plan.lmtp = options.lmtp;
  plan.pipeline = options.pipeline;
  plan.helo = options.helo.empty() ? env.host_name() : options.helo;
  if (base::breaks_line(plan.helo) || plan.helo.find(' ') != std::string::npos)
    return misused(fmt::format("--helo: a name cannot hold blanks, CR, LF or NUL: '{}'",
                               base::printable(plan.helo)));
  if (auto good = plan_tls(options, env, plan); !good) return fail(good.error());
  if (auto good = plan_recipients(options, job); !good) return fail(good.error());
  if (auto good = plan_sender(options, env, job); !good) return fail(good.error());
  if (auto good = plan_dialing(options, job); !good) return fail(good.error());
  if (auto good = plan_server(options, job); !good) return fail(good.error());
  if (auto good = plan_stop(options, plan); !good) return fail(good.error());
  job.sni = options.tls_sni;
  if (!options.tls_verify_target.empty()) job.verify_target = options.tls_verify_target;
  if (auto good = plan_login(options, job); !good) return fail(good.error());
  if (auto good = plan_envelope(options, plan); !good) return fail(good.error());
  if (auto good = plan_proxied(options, plan); !good) return fail(good.error());
  if (auto good = plan_message(options); !good) return fail(good.error());
  const bool named = !plan.recipients.empty() || !options.recipients.empty();
  if (!named && needs_recipients(plan.stop) && !options.dump_mail)
    return misused("--to is missing: who shall get the message?");
  return job;
}

}  // namespace commands
