#include "commands/send/send.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/line_ends.h"
#include "base/text.h"
#include "commands/complain.h"
#include "commands/credentials.h"
#include "commands/send/dkim.h"
#include "commands/send/load.h"
#include "commands/send/message.h"
#include "commands/send/options.h"
#include "commands/send/output.h"
#include "commands/send/plan.h"
#include "commands/send/talk.h"
#include "commands/stop_signals.h"
#include "smtp/connection.h"
#include "smtp/conversation.h"

namespace commands {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::array<std::string_view, 10> kForLogin{
    "--auth-force",         "--auth-domain",          "--auth-realm",         "--auth-authzid",
    "--auth-token",         "--auth-token-file",      "--auth-token-command", "--auth-password",
    "--auth-password-file", "--auth-password-command"};

// What the command line asks for, and whether a secret stood in it.
struct Sending {
  SendOptions options;
  bool password_typed = false;
};

// As it would cross the wire, but for the dots.
Exit dump(const smtp::Compose& compose, Env& env) {
  const auto message = compose({});
  if (!message) return complain(env, "send", message.error());
  base::LineEnds ends;
  const bool as_it_is = message->raw || message->binary;
  char last = '\n';
  while (env.out) {
    const auto piece = message->content();
    if (!piece) return complain(env, "send", piece.error());
    if (piece->empty()) break;
    env.out << (as_it_is ? *piece : ends.encode(*piece));
    last = piece->back();
  }
  if (!as_it_is && last != '\n') env.out << "\r\n";
  return Exit::ok;
}

smtp::Outcome deliver(SendJob& job, dns::Resolver& resolver, smtp::Transcript& transcript,
                      Env& env) {
  smtp::Outcome outcome;
  const auto target = find_target(job, resolver);
  if (target)
    outcome = talk(*target, job, resolver, env, transcript,
                   [&](smtp::Connection& connection, const smtp::Plan& plan) {
                     return smtp::converse(connection, transcript, plan);
                   });
  else
    outcome.error = target.error();
  return outcome;
}

// A signal does not spare us to say what became of the message; then it has its way.
Exit send_one(SendJob& job, dns::Resolver& resolver, SendOutput& output, Env& env) {
  smtp::Transcript transcript;
  output.listen(transcript);
  const StopSignals signals([&env] { env.dialer.interrupt(); }, kTimeToStop);
  const smtp::Outcome outcome = deliver(job, resolver, transcript, env);
  const int signal = signals.caught();
  const Exit exit = output.finish(outcome, signal);
  if (signal != 0 && env.out.flush()) die_of(signal);
  return exit;
}

Exit run_send(const Sending& sending, Env& env) {
  const SendOptions& options = sending.options;
  auto job = plan_send(options, env);
  if (!job) return complain(env, "send", job.error());
  const auto load = plan_load(options);
  if (!load) return complain(env, "send", load.error());
  auto message = open_message(options, *job, env);
  if (message) message = with_signatures(std::move(*message), options, env);
  if (!message) return complain(env, "send", message.error());
  if (options.dump_mail) return dump(message->compose, env);
  job->plan.compose = message->compose;

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
  if (load->wanted()) return run_load(options, *load, *job, *message, env);
  auto resolver = resolver_of(*job, env);
  if (!resolver) return complain(env, "send", resolver.error());
  auto output = SendOutput::open(options, message->size, env);
  if (!output) return complain(env, "send", output.error());
  return send_one(*job, **resolver, *output, env);
}

}  // namespace

Run attach_send(CLI::App& app) {
  auto sending = std::make_shared<Sending>();
  bind_send_options(app, sending->options);
  app.parse_complete_callback([&app, sending] {
    note_order(app, sending->options);
    for (const CLI::Option* typed : app.parse_order()) {
      const std::string& name = typed->get_name();
      sending->password_typed |= name == "--auth-password" || name == "--auth-token";
      if (const auto option = std::ranges::find(kForLogin, name); option != kForLogin.end())
        sending->options.typed_for_login = *option;
    }
  });
  return [sending](Env& env) { return run_send(*sending, env); };
}

}  // namespace commands
