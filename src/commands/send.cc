#include "commands/send.h"

#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/text.h"
#include "commands/complain.h"
#include "commands/credentials.h"
#include "commands/send_message.h"
#include "commands/send_options.h"
#include "commands/send_output.h"
#include "commands/send_plan.h"
#include "commands/try_hosts.h"
#include "smtp/connection.h"
#include "smtp/conversation.h"

namespace commands {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::array kForLogin{"--auth-force",   "--auth-domain",           "--auth-realm",
                               "--auth-authzid", "--auth-token-command",    "--auth-token-file",
                               "--auth-token",   "--auth-password-command", "--auth-password-file",
                               "--auth-password"};

// What the command line asks for, and whether a secret stood in it.
struct Sending {
  SendOptions options;
  bool password_typed = false;
};

Exit dump(const smtp::Content& content, Env& env) {
  while (env.out) {
    const auto piece = content();
    if (!piece) return complain(env, "send", piece.error());
    if (piece->empty()) break;
    env.out << *piece;
  }
  return Exit::ok;
}

// The names that depend on the host: what to ask for and what to find in the certificate.
void name_host(smtp::Plan& plan, const SendJob& job, const Host& host) {
  plan.tls_options.sni = job.sni.value_or(net::default_sni(host.name));
  plan.tls_options.verify_name = job.verify_target.value_or(host.name);
  plan.credentials.host = host.name;
  plan.credentials.port = host.endpoint.port;
}

Result<Target> find_target(const SendJob& job, dns::Resolver& resolver) {
  if (job.server) return server_target(*job.server, job.port);
  return domain_target(resolver, job.domain, job.port, base::Deadline::after(job.dialing.timeout));
}

smtp::Outcome talk(const Target& target, SendJob& job, dns::Resolver& resolver, Env& env,
                   smtp::Transcript& transcript) {
  return try_hosts(target, job.dialing, resolver, env.dialer, transcript,
                   [&](std::unique_ptr<net::Stream> stream, const Host& host) {
                     name_host(job.plan, job, host);
                     smtp::Connection connection(std::move(stream), transcript, job.patience);
                     return smtp::converse(connection, transcript, job.plan);
                   });
}

Exit run_send(const Sending& sending, Env& env) {
  const SendOptions& options = sending.options;
  auto job = plan_send(options, env);
  if (!job) return complain(env, "send", job.error());
  auto message = open_message(options, *job, env);
  if (!message) return complain(env, "send", message.error());
  if (options.dump_mail) return dump(message->content, env);
  job->plan.content = std::move(message->content);
  job->plan.seven_bit = message->seven_bit;

  if (sending.password_typed)
    env.err
        << "ehlo: send: warning: a secret on the command line can be seen by every user of this "
           "machine; use --auth-password-file\n";
  if (job->plan.auth != smtp::AuthUse::off) {
    // A password in .netrc is for the host that the user named, not for whom a recipient's domain
    // leads to.
    auto credentials = find_credentials(
        options, job->server ? job->server->host : job->verify_target.value_or(""), env);
    if (!credentials) return complain(env, "send", credentials.error());
    job->plan.credentials = std::move(*credentials);
  }
  dns::CaresOptions name_servers;
  name_servers.servers = job->dns_servers;
  auto resolver = env.resolver(name_servers);
  if (!resolver) {
    resolver.error().text = "--dns-server: " + resolver.error().text;
    return complain(env, "send", resolver.error());
  }
  auto output = SendOutput::open(options, message->size, env);
  if (!output) return complain(env, "send", output.error());
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
    for (const char* option : kForLogin)
      if (app[option]->count() > 0) sending->options.typed_for_login = option;
  });
  return [sending](Env& env) { return run_send(*sending, env); };
}

}  // namespace commands
