#include "commands/send_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "commands/credentials.h"
#include "commands/send_tls.h"
#include "dns/resolver.h"
#include "smtp/auth_mechanisms.h"

namespace commands {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;
using smtp::Stop;

// RFC 5321 section 4.5.3.2 has minutes for every step, which are for mail that waits in a queue; a
// person who waits is better served by seconds. At the dot impatience makes duplicates.
constexpr base::Duration kTimeout = std::chrono::seconds(30);
constexpr base::Duration kTimeoutAtTheDot = std::chrono::minutes(10);

constexpr std::uint16_t kSmtpPort = 25, kSmtpsPort = 465, kLmtpPort = 24;

auto wrong(std::string_view option, Error error) {
  error.text = fmt::format("{}: {}", option, error.text);
  return fail(std::move(error));
}

auto misused(std::string text) { return fail(ErrorKind::usage, std::move(text)); }

// A path with its domain in A-labels: every server understands those.
Result<smtp::Path> wire_path(smtp::Path path) {
  if (path.domain.empty() || path.domain.starts_with('[')) return path;
  auto domain =
      base::is_ascii(path.domain) ? Result<std::string>(path.domain) : dns::to_ascii(path.domain);
  if (!domain) return fail(domain.error());
  path.domain = std::move(*domain);
  return path;
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
  if (job.plan.tls == smtp::TlsUse::on_connect) return kSmtpsPort;
  return job.plan.lmtp ? kLmtpPort : kSmtpPort;
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

struct StopWord {
  std::string_view word;
  Stage stage;
  bool first_hello;
};

// swaks' words, and those of the protocol.
constexpr std::array kStopWords{
    StopWord{"banner", Stage::greeting, false}, StopWord{"connect", Stage::greeting, false},
    StopWord{"first-ehlo", Stage::ehlo, true},  StopWord{"first-helo", Stage::ehlo, true},
    StopWord{"ehlo", Stage::ehlo, false},       StopWord{"helo", Stage::ehlo, false},
    StopWord{"starttls", Stage::tls, false},    StopWord{"tls", Stage::tls, false},
    StopWord{"auth", Stage::auth, false},       StopWord{"mail", Stage::mail, false},
    StopWord{"from", Stage::mail, false},       StopWord{"rcpt", Stage::rcpt, false},
    StopWord{"to", Stage::rcpt, false},         StopWord{"data", Stage::data, false},
    StopWord{"dot", Stage::dot, false},
};

Result<Stop> parse_stop(std::string_view option, Stop::How how, const std::string& word) {
  const auto found = std::ranges::find_if(kStopWords, [&](const StopWord& known) {
    return base::equal_ignoring_case(known.word, word);
  });
  if (found == kStopWords.end())
    return fail(ErrorKind::parse,
                fmt::format("{}: '{}' is not a stage: write banner, first-ehlo, ehlo, tls, auth, "
                            "mail, rcpt, data or dot",
                            option, base::printable(word)));
  if (how == Stop::How::quit_after && found->stage == Stage::data)
    return misused(
        "--quit-after data: a QUIT behind the 354 would be a line of the message; use "
        "--drop-after data");
  Stop stop{how, found->stage, found->first_hello};
  if (how == Stop::How::drop_after_send) {
    if (stop.stage == Stage::greeting)
      return misused(
          "--drop-after-send banner: the client sends nothing before the banner; use "
          "--drop-after banner");
    if (stop.stage == Stage::tls) stop.stage = Stage::starttls;
  }
  return stop;
}

Result<void> plan_stop(const SendOptions& options, smtp::Plan& plan) {
  const int given =
      !options.quit_after.empty() + !options.drop_after.empty() + !options.drop_after_send.empty();
  if (given > 1)
    return misused("--quit-after, --drop-after and --drop-after-send exclude each other");
  if (given == 0) return {};
  auto stop =
      !options.quit_after.empty()
          ? parse_stop("--quit-after", Stop::How::quit_after, options.quit_after)
      : !options.drop_after.empty()
          ? parse_stop("--drop-after", Stop::How::drop_after, options.drop_after)
          : parse_stop("--drop-after-send", Stop::How::drop_after_send, options.drop_after_send);
  if (!stop) return fail(stop.error());
  plan.stop = *stop;
  if (plan.lmtp && plan.stop.stage == Stage::ehlo && plan.stop.how == Stop::How::drop_after_send)
    plan.stop.stage = Stage::lhlo;
  return {};
}

bool needs_recipients(const Stop& stop) {
  return stop.how == Stop::How::never || stop.stage == Stage::rcpt || stop.stage == Stage::data ||
         stop.stage == Stage::dot;
}

std::vector<std::string> mechanism_names(const std::vector<std::string>& given) {
  std::vector<std::string> names;
  for (const std::string& name : given)
    if (!base::trim(name).empty() && name != "{}")
      names.push_back(base::to_upper(base::trim(name)));
  return names;
}

Result<void> check_mechanisms(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (smtp::find_mechanism(name) != nullptr) continue;
    const auto near = base::nearest(name, smtp::known_mechanisms());
    return fail(ErrorKind::parse,
                fmt::format("--auth: '{}' is not a mechanism known here{}", base::printable(name),
                            near ? fmt::format(", did you mean {}?", *near) : ""));
  }
  return {};
}

Result<void> check_secrets(const SendOptions& options) {
  if (options.auth_password.has_value() + !options.auth_password_file.empty() +
          !options.auth_password_command.empty() >
      1)
    return misused(
        "--auth-password, --auth-password-file and --auth-password-command exclude each other");
  if (options.auth_token.has_value() + !options.auth_token_file.empty() +
          !options.auth_token_command.empty() >
      1)
    return misused("--auth-token, --auth-token-file and --auth-token-command exclude each other");
  for (const auto& [option, value] : {std::pair("--auth-user", &options.auth_user),
                                      std::pair("--auth-authzid", &options.auth_authzid),
                                      std::pair("--auth-realm", &options.auth_realm),
                                      std::pair("--auth-domain", &options.auth_domain)})
    if (base::breaks_line(*value))
      return misused(fmt::format("{} cannot hold CR, LF or NUL", option));
  return {};
}

Result<void> plan_auth(const SendOptions& options, smtp::Plan& plan) {
  const int given = options.auth_requested + options.auth_optional_requested +
                    options.auth_strict_requested + options.no_auth;
  if (given > 1)
    return misused(
        "--auth, --auth-optional, --auth-optional-strict and --no-auth exclude each other");
  if (options.no_auth) return {};
  if (options.auth_requested) {
    plan.auth = smtp::AuthUse::required;
    plan.mechanisms = mechanism_names(options.auth);
  } else if (options.auth_optional_requested) {
    plan.auth = smtp::AuthUse::optional;
    plan.mechanisms = mechanism_names(options.auth_optional);
  } else if (options.auth_strict_requested) {
    plan.auth = smtp::AuthUse::optional_strict;
    plan.mechanisms = mechanism_names(options.auth_optional_strict);
  } else if (!options.auth_user.empty()) {
    plan.auth = smtp::AuthUse::required;  // as in swaks: who names a user wants to log in
  } else if (!options.typed_for_login.empty()) {
    return misused(fmt::format("{} needs --auth-user or --auth", options.typed_for_login));
  }
  if (auto known = check_mechanisms(plan.mechanisms); !known) return known;
  plan.force_mechanism = options.auth_force;
  plan.insecure = options.insecure;
  if (plan.force_mechanism && plan.mechanisms.empty())
    return misused("--auth-force needs the mechanism's name: --auth NAME");
  return {};
}

// Whoever can forge an answer of the DNS can name a mail host of their own, with a good certificate
// for it: a name that came from there proves nothing (RFC 7817 section 3).
Result<void> check_trust(const SendOptions& options, const SendJob& job) {
  const bool vouched = job.server || job.verify_target || options.insecure || options.dump_mail;
  if (job.plan.auth == smtp::AuthUse::off || vouched) return {};
  return misused(
      "to log in, name the server (--server): the mail host that the DNS names for a domain may be "
      "anybody's; --tls-verify-target names the one to trust");
}

Result<void> plan_message(const SendOptions& options, smtp::Plan& plan) {
  plan.raw = options.no_data_fixup;
  if (options.data && options.body)
    return misused("--data is a whole message: --body has no place");
  if (!options.data) {
    if (plan.raw) return misused("--no-data-fixup is for --data");
    if (options.tokens) return misused("--tokens is for --data");
    return {};
  }
  if (!options.headers.empty() || !options.added_headers.empty() || options.subject)
    return misused("--data is a whole message: --header, --add-header and --subject have no place");
  if (plan.raw && options.tokens) return misused("--no-data-fixup and --tokens exclude each other");
  if (*options.data != "-" && !options.data->starts_with('@'))
    return fail(ErrorKind::parse,
                "--data takes @FILE, or - for standard input; text goes to --body");
  plan.content_file = options.data->starts_with('@') ? options.data->substr(1) : "";
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
  if (auto good = check_secrets(options); !good) return fail(good.error());
  if (auto good = plan_auth(options, plan); !good) return fail(good.error());
  if (auto good = plan_message(options, plan); !good) return fail(good.error());
  if (plan.recipients.empty() && needs_recipients(plan.stop) && !options.dump_mail)
    return misused("--to is missing: who shall get the message?");
  job.sni = options.tls_sni;
  if (!options.tls_verify_target.empty()) job.verify_target = options.tls_verify_target;
  if (auto good = check_trust(options, job); !good) return fail(good.error());
  return job;
}

}  // namespace commands
