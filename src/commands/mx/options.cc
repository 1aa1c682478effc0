#include "commands/mx/options.h"

#include <CLI/Validators.hpp>

#include "commands/colour.h"
#include "policy/row.h"

namespace commands {
namespace {

constexpr std::uint64_t kMostJobs = 256;

std::string topic_names() {
  std::string names;
  for (const policy::TopicPage& page : policy::topic_pages())
    names += (names.empty() ? "" : ", ") + std::string(page.name);
  return names;
}

void bind_what(CLI::App& app, MxOptions& o) {
  app.add_option("domains", o.domains,
                 "domains; - is a list on standard input, @FILE one in a file, a name a line")
      ->type_name("DOMAIN|-|@FILE");
  app.add_option("--only", o.only, "look at these alone: " + topic_names())
      ->type_name("NAME,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("What");
  app.add_flag("--all", o.all, "show every finding and what lies below each row")->group("What");
  app.add_flag("--explain", o.explain, "say what each row is for")->group("What");
  const auto list = [&](const char* name, std::vector<std::string>& value, const char* type,
                        const char* about) {
    app.add_option(name, value, about)->type_name(type)->allow_extra_args(false)->group("What");
  };
  list("--selector", o.selectors, "NAME",
       "look for this DKIM key; may be repeated (default: selectors in common use)");
  list("--dnsbl", o.dnsbls, "ZONE",
       "look for the mail hosts' addresses on this block list; may be repeated");
  app.add_flag("--sender-check", o.sender_check,
               "judge by what Gmail and Yahoo demand of bulk senders")
      ->group("What");
}

void bind_instead(CLI::App& app, MxOptions& o) {
  app.add_option("--route", o.route,
                 "print the hosts and addresses that 'ehlo send' would try for this recipient, in "
                 "order")
      ->type_name("ADDRESS")
      ->group("Instead of looking at domains");
  app.add_option("--spf-check", o.spf_check,
                 "say whether this host may send for the domain, by which mechanism, and why")
      ->type_name("IP[,SENDER[,HELO]]")
      ->group("Instead of looking at domains");
  app.add_option("--tlsa-for", o.tlsa_for,
                 "print the TLSA records of this certificate, public key or request (PEM) for the "
                 "hosts given as "
                 "DOMAIN[:PORT]; may be repeated, for the one now and the next")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group("Instead of looking at domains");
}

void bind_dns(CLI::App& app, MxOptions& o) {
  app.add_option("--dns-server", o.dns_servers, "ask this name server; may be repeated")
      ->type_name("ADDRESS[:PORT]")
      ->allow_extra_args(false)
      ->group("DNS and HTTPS");
  app.add_option("--dns-timeout", o.dns_timeout,
                 "for one try at one name server, which gets three (default: 5s)")
      ->type_name("TIME")
      ->group("DNS and HTTPS");
  app.add_option(
         "--tls-ca-path", o.tls_ca_path,
         "trusted certificates for the policy of MTA-STS and the logo (default: the system's)")
      ->type_name("FILE|DIR")
      ->group("DNS and HTTPS");
  app.add_option("-j,--jobs", o.jobs, "look at so many parts of a list at a time (default: 8)")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, kMostJobs).description(""))
      ->group("DNS and HTTPS");
}

void bind_output(CLI::App& app, MxOptions& o) {
  app.add_option("--fail-on", o.fail_on, "exit 1 from this verdict on: fail (default) or warn")
      ->type_name("VERDICT")
      ->check(CLI::IsMember({"warn", "fail"}).description(""))
      ->group("Output");
  app.add_flag("--json", o.json, "one JSON object a line, one for each domain; lists always do so")
      ->group("Output");
  app.add_flag("--short", o.brief, "for scripts: 10 mx.example.com 192.0.2.1 2001:db8::1")
      ->group("Output");
  bind_colour(app, o.color);
}

}  // namespace

void bind_mx_options(CLI::App& app, MxOptions& options) {
  bind_what(app, options);
  bind_instead(app, options);
  bind_dns(app, options);
  bind_output(app, options);
}

}  // namespace commands
