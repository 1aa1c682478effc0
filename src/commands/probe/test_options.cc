#include "commands/probe/test_options.h"

namespace commands {
namespace {

void bind_envelope(CLI::App& app, ProbeTestOptions& o) {
  app.add_option("--rcpt", o.recipients,
                 "is this recipient taken? No message is sent; may be repeated")
      ->type_name("ADDRESS")
      ->allow_extra_args(false)
      ->group("Envelope");
  app.add_flag("--envelope", o.envelope,
               "the null sender, postmaster, VRFY, EXPN and SMTPUTF8 (--rcpt means it too)")
      ->group("Envelope");
  app.add_option("-f,--from", o.from, "who asks (default: <>, the sender of bounces)")
      ->type_name("ADDRESS")
      ->group("Envelope");
  app.add_option("--retry-greylist", o.retry_greylist,
                 "ask once more for who was greylisted, after this time")
      ->type_name("TIME")
      ->group("Envelope");
  app.add_option("--relay-test", o.relay, "is mail from FROM to TO relayed?")
      ->type_name("FROM TO")
      ->expected(2)
      ->allow_extra_args(false)
      ->group("Envelope");
  app.add_flag("--open-relay", o.open_relay, "try sixteen forms of a foreign recipient")
      ->group("Envelope");
}

void bind_attacks(CLI::App& app, ProbeTestOptions& o) {
  const auto flag = [&](const char* name, bool& value, const char* about) {
    app.add_flag(name, value, about)->group("Attacks");
  };
  flag("--starttls-test", o.starttls,
       "is mail taken before STARTTLS, are commands slipped in behind it obeyed?");
  flag("--smuggling", o.smuggling,
       "what does the server take for the end of a message? Sends eleven to --rcpt");
  flag("--tls-enumerate", o.tls_enumerate,
       "all versions, suites and groups of TLS that are accepted: many connections");
  flag("--ntlm", o.ntlm, "what does NTLM tell strangers of the machine? No login is tried");
}

}  // namespace

void bind_probe_test_options(CLI::App& app, ProbeTestOptions& options) {
  bind_envelope(app, options);
  bind_attacks(app, options);
}

}  // namespace commands
