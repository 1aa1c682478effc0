#include "commands/send/talk.h"

#include "commands/send/try_hosts.h"

namespace commands {
namespace {

using base::Result;

// The names that depend on the host: what to ask for and what to find in the certificate.
void name_host(smtp::Plan& plan, const SendJob& job, const Host& host) {
  plan.tls_options.sni = job.sni.value_or(net::default_sni(host.name));
  plan.tls_options.verify_name = job.verify_target.value_or(host.name);
  plan.credentials.host = host.name;
  plan.credentials.port = host.endpoint.port;
}

}  // namespace

Result<Target> find_target(const SendJob& job, dns::Resolver& resolver) {
  if (job.server) return server_target(*job.server, job.port);
  return domain_target(resolver, job.domain, job.port, base::Deadline::after(job.dialing.timeout));
}

Result<std::unique_ptr<dns::Resolver>> resolver_of(const SendJob& job, const Env& env) {
  dns::CaresOptions name_servers;
  name_servers.servers = job.dns_servers;
  auto resolver = env.resolver(name_servers);
  if (!resolver) resolver.error().text = "--dns-server: " + resolver.error().text;
  return resolver;
}

smtp::Outcome talk(const Target& target, SendJob& job, dns::Resolver& resolver, Env& env,
                   smtp::Transcript& transcript, const Speak& speak) {
  return try_hosts(target, job.dialing, resolver, env.dialer, transcript,
                   [&](std::unique_ptr<net::Stream> stream, const Host& host) {
                     name_host(job.plan, job, host);
                     smtp::Connection connection(std::move(stream), transcript, job.patience);
                     return speak(connection, job.plan);
                   });
}

}  // namespace commands
