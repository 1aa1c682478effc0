#include "commands/probe/options.h"

#include <CLI/Validators.hpp>

#include "commands/colour.h"

namespace commands {
namespace {

constexpr std::uint64_t kMostDays = 3650;

CLI::Option* list(CLI::App& app, const char* name, std::vector<std::string>& value,
                  const char* type, const char* about) {
  return app.add_option(name, value, about)->type_name(type)->allow_extra_args(false);
}

void bind_what(CLI::App& app, ProbeOptions& o) {
  app.add_option("targets", o.bulk.targets,
                 "HOST[:PORT], smtp://, smtps:// or lmtp:// and a host, unix:PATH, or a domain: "
                 "then all its mail hosts; lists of them: - is standard input, @FILE a file; "
                 "networks: 192.0.2.0/24")
      ->type_name("TARGET|-|@FILE");
  app.add_flag("--submission", o.submission,
               "of a domain, the servers that mail programs find (SRV)")
      ->group("What");
  list(app, "--only", o.only, "CHECK,...", "make these checks, or those of these stages, alone")
      ->delimiter(',')
      ->group("What");
  list(app, "--skip", o.skip, "CHECK,...", "leave these checks, or those of these stages, out")
      ->delimiter(',')
      ->group("What");
  list(app, "--dnsbl", o.dnsbls, "ZONE",
       "look for the addresses on this block list; may be repeated")
      ->group("What");
  app.add_flag("--list-checks", o.list_checks, "print the table of checks, and do nothing else")
      ->group("What");
  app.add_option("--explain", o.explain, "print all about one check, and do nothing else")
      ->type_name("CHECK")
      ->group("What");
}

void bind_connection(CLI::App& app, ProbeOptions& o) {
  const auto text = [&](const char* name, std::string& value, const char* type, const char* about) {
    app.add_option(name, value, about)->type_name(type)->group("Connection");
  };
  text("--helo,--ehlo", o.helo, "NAME", "the name to say (default: this machine's)");
  text("--timeout", o.timeout, "TIME", "for each step (default: 30s)");
  text("--max-time", o.max_time, "TIME", "for one address in all (default: 2m)");
  app.add_flag("-4", o.ipv4, "IPv4 addresses alone")->group("Connection");
  app.add_flag("-6", o.ipv6, "IPv6 addresses alone")->group("Connection");
  list(app, "--dns-server", o.dns_servers, "ADDRESS[:PORT]",
       "ask this name server; may be repeated")
      ->group("Connection");
  text("--dns-timeout", o.dns_timeout, "TIME",
       "for one try at one name server, which gets three (default: 5s)");
}

void bind_tls(CLI::App& app, ProbeOptions& o) {
  const auto days = [&](const char* name, std::optional<std::uint64_t>& value, const char* about) {
    app.add_option(name, value, about)
        ->type_name("DAYS")
        ->check(CLI::Range(std::uint64_t{0}, kMostDays).description(""))
        ->group("TLS");
  };
  app.add_option("--tls-ca-path", o.tls_ca_path, "trusted certificates (default: the system's)")
      ->type_name("FILE|DIR")
      ->group("TLS");
  app.add_option("--tls-verify-target", o.tls_verify_target,
                 "the name that the certificate must have (default: the host's)")
      ->type_name("NAME")
      ->group("TLS");
  app.add_option("--tls-sni", o.tls_sni,
                 "the server name to ask for; empty for none (default: the host's name)")
      ->type_name("NAME")
      ->group("TLS");
  days("--cert-warn", o.cert_warn, "warn when the certificate has fewer days left (default: 14)");
  days("--cert-fail", o.cert_fail, "fail when it has fewer (default: 3)");
  list(app, "--pin-sha256", o.pins, "HEX",
       "SHA-256 of the certificate or of its public key; may be repeated, and one must fit")
      ->group("TLS");
}

void bind_login(CLI::App& app, ProbeOptions& o) {
  const auto text = [&](const char* name, std::string& value, const char* type, const char* about) {
    app.add_option(name, value, about)->type_name(type)->group("Login");
  };
  app.add_option_function<std::vector<std::string>>(
         "-a,--auth",
         [&o](const std::vector<std::string>& given) {
           o.login.auth_requested = true;
           o.login.auth = given;
         },
         "try to log in, with these mechanisms in this order (default: the strongest offered)")
      ->type_name("[MECHANISM,...]")
      ->expected(0, 1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false)
      ->delimiter(',')
      ->group("Login");
  text("--auth-user", o.login.auth_user, "USER",
       "the user's name (default: from ~/.netrc); alone it means --auth");
  app.add_option("--auth-password", o.login.auth_password,
                 "the password; all users of this machine can see it: prefer the next two")
      ->type_name("TEXT")
      ->group("Login");
  text("--auth-password-file", o.login.auth_password_file, "FILE",
       "the password, on the file's first line");
  text("--auth-password-command", o.login.auth_password_command, "COMMAND",
       "the password, on the first line of what it prints");
  app.add_option("--auth-token", o.login.auth_token,
                 "a bearer token for OAUTHBEARER and XOAUTH2; as visible as a password here")
      ->type_name("TEXT")
      ->group("Login");
  text("--auth-token-file", o.login.auth_token_file, "FILE", "the token, on the file's first line");
  text("--auth-token-command", o.login.auth_token_command, "COMMAND",
       "the token, on the first line of what it prints");
  app.add_flag("--insecure", o.insecure,
               "send credentials even in clear or to an unverified server")
      ->group("Login");
}

void bind_output(CLI::App& app, ProbeOptions& o) {
  app.add_option("--fail-on", o.fail_on, "exit 1 from this verdict on: fail (default) or warn")
      ->type_name("VERDICT")
      ->check(CLI::IsMember({"warn", "fail"}).description(""))
      ->group("Output");
  app.add_flag("--all", o.all, "show what holds too, and what was seen of each address")
      ->group("Output");
  app.add_flag("--json", o.json, "one JSON object a line, one for each target")->group("Output");
  bind_colour(app, o.color);
}

}  // namespace

void bind_probe_options(CLI::App& app, ProbeOptions& options) {
  bind_what(app, options);
  bind_connection(app, options);
  bind_tls(app, options);
  bind_login(app, options);
  bind_probe_test_options(app, options.tests);
  bind_bulk_options(app, options.bulk);
  bind_output(app, options);
  bind_probe_report_options(app, options.report);
}

}  // namespace commands
