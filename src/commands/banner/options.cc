#include "commands/banner/options.h"

#include <CLI/Validators.hpp>

#include "commands/colour.h"

namespace commands {
namespace {

void bind_where(CLI::App& app, BannerOptions& o) {
  const auto text = [&](const char* names, std::string& value, const char* type,
                        const char* about) {
    app.add_option(names, value, about)->type_name(type)->group("Where to");
  };
  const auto flag = [&](const char* names, bool& value, const char* about) {
    app.add_flag(names, value, about)->group("Where to");
  };
  app.add_option("targets", o.bulk.targets,
                 "servers: HOST[:PORT], [V6]:PORT, smtp://, smtps:// and lmtp:// URLs, unix:PATH; "
                 "networks: 192.0.2.0/24; lists of them: - is standard input, @FILE a file")
      ->type_name("TARGET|-|@FILE");
  flag("--mx", o.by_mx, "the targets are mail domains: look at their mail hosts");
  text("-p,--port", o.port, "PORT", "where a target says none: a number or a name (default: 25)");
  flag("-4,--ipv4", o.ipv4, "use IPv4 only");
  flag("-6,--ipv6", o.ipv6, "use IPv6 only");
  flag("--all-addresses", o.all_addresses,
       "look at every address of a host, not only the first that answers");
  flag("--lmtp", o.lmtp, "speak LMTP");
  app.add_option("--dns-server", o.dns_servers, "ask this name server; may be repeated")
      ->type_name("ADDRESS[:PORT]")
      ->allow_extra_args(false)
      ->group("Where to");
  text("--timeout", o.timeout, "TIME",
       "for each step: look-up, connection, handshake, greeting, EHLO (default: 30s)");
}

void bind_what(CLI::App& app, BannerOptions& o) {
  const auto flag = [&](const char* names, bool& value, const char* about) {
    app.add_flag(names, value, about)->group("What");
  };
  flag("--ehlo", o.ehlo, "say EHLO too, and show what is offered");
  app.add_option("--helo", o.helo, "the name given to the server (default: this host's)")
      ->type_name("NAME")
      ->group("What");
  flag("--ptr", o.ptr, "compare with the reverse names of the address");
  flag("--talk-early", o.talk_early, "say EHLO before the greeting: does the server refuse that?");
}

void bind_output(CLI::App& app, BannerOptions& o) {
  app.add_option("--fail-on", o.fail_on, "exit 1 from this verdict on: fail (default) or warn")
      ->type_name("VERDICT")
      ->check(CLI::IsMember({"warn", "fail"}).description(""))
      ->group("Output");
  app.add_flag("--json", o.json, "one JSON object a line, one for each server")->group("Output");
  bind_colour(app, o.color);
}

}  // namespace

void bind_banner_options(CLI::App& app, BannerOptions& options) {
  bind_where(app, options);
  bind_what(app, options);
  bind_bulk_options(app, options.bulk);
  bind_output(app, options);
}

}  // namespace commands
