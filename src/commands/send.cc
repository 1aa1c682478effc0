#include "commands/send.h"

#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "base/text.h"
#include "codes/explain.h"
#include "commands/credentials.h"
#include "commands/send_message.h"
#include "commands/send_options.h"
#include "commands/send_output.h"
#include "commands/send_plan.h"
#include "smtp/connection.h"
#include "smtp/conversation.h"

namespace commands {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;

// What the command line asks for, and whether a secret stood in it.
struct Sending {
  SendOptions options;
  bool password_typed = false;
};

Exit complain(Env& env, const Error& error) {
  env.err << "ehlo: send: " << error.text << '\n';
  return exit_for(error.kind);
}

Exit dump(const smtp::Content& content, Env& env) {
  while (env.out) {
    const auto piece = content();
    if (!piece) return complain(env, piece.error());
    if (piece->empty()) break;
    env.out << *piece;
  }
  return Exit::ok;
}

// The names that depend on the host: what to ask for and what to find in the certificate.
void name_host(smtp::Plan& plan, const SendJob& job, const Host& host) {
  const bool literal = net::IpAddress::parse(host.name).has_value();
  plan.tls_options.sni = job.sni.value_or(literal ? "" : host.name);
  plan.tls_options.verify_name = job.verify_target.value_or(host.name);
  plan.credentials.host = host.name;
  plan.credentials.port = host.endpoint.port;
}

Result<Target> find_target(const SendJob& job, dns::Resolver& resolver) {
  if (job.server) return server_target(*job.server, job.port);
  return domain_target(resolver, job.domain, job.port, base::Deadline::after(job.dialing.timeout));
}

// A server of an MX set that does not want to talk now leaves it to the next one.
bool try_next(const smtp::Outcome& outcome) {
  return outcome.refused_at == base::Stage::greeting && outcome.greeting->temporary();
}

smtp::Outcome talk(const Target& target, SendJob& job, dns::Resolver& resolver, Env& env,
                   smtp::Transcript& transcript) {
  smtp::Outcome outcome;
  for (std::size_t i = 0; i < target.hosts.size(); ++i) {
    const Host& host = target.hosts[i];
    auto stream = dial_host(host, job.dialing, resolver, env.dialer, transcript);
    if (!stream) {
      outcome = {};
      outcome.error = stream.error();
      continue;
    }
    name_host(job.plan, job, host);
    smtp::Connection connection(std::move(*stream), transcript, job.dialing.timeout);
    outcome = smtp::converse(connection, transcript, job.plan);
    if (!target.by_mx || !try_next(outcome) || i + 1 == target.hosts.size()) return outcome;
    transcript.note("the next mail host is tried");
  }
  return outcome;
}

Exit run_send(const Sending& sending, Env& env) {
  const SendOptions& options = sending.options;
  auto job = plan_send(options, env);
  if (!job) return complain(env, job.error());
  auto message = open_message(options, *job, env);
  if (!message) return complain(env, message.error());
  if (options.dump_mail) return dump(message->content, env);
  job->plan.content = std::move(message->content);

  if (sending.password_typed)
    env.err
        << "ehlo: send: warning: a secret on the command line can be seen by every user of this "
           "machine; use --auth-password-file\n";
  if (job->plan.auth != smtp::AuthUse::off) {
    auto credentials =
        find_credentials(options, job->server ? job->server->host : job->domain, env);
    if (!credentials) return complain(env, credentials.error());
    job->plan.credentials = std::move(*credentials);
  }
  auto resolver = env.resolver({job->dns_servers, job->dialing.timeout});
  if (!resolver) {
    resolver.error().text = "--dns-server: " + resolver.error().text;
    return complain(env, resolver.error());
  }
  auto output = SendOutput::open(options, message->size, env);
  if (!output) return complain(env, output.error());
  smtp::Transcript transcript;
  output->listen(transcript);
  const auto target = find_target(*job, **resolver);
  smtp::Outcome outcome;
  if (target)
    outcome = talk(*target, *job, **resolver, env, transcript);
  else
    outcome.error = target.error();
  return output->finish(outcome);
}

}  // namespace

Run attach_send(CLI::App& app) {
  auto sending = std::make_shared<Sending>();
  bind_send_options(app, sending->options);
  app.parse_complete_callback([&app, sending] {
    sending->password_typed = app["--auth-password"]->count() + app["--auth-token"]->count() > 0;
  });
  return [sending](Env& env) { return run_send(*sending, env); };
}

}  // namespace commands
