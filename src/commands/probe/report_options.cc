#include "commands/probe/report_options.h"

#include <fmt/format.h>

#include <CLI/Validators.hpp>

#include "net/ports.h"

namespace commands {
namespace {

constexpr std::uint64_t kMostPort = 65535;

}  // namespace

void bind_probe_report_options(CLI::App& app, ProbeReportOptions& o) {
  const auto text = [&](const char* name, std::string& value, const char* type, const char* about,
                        const char* group) {
    app.add_option(name, value, about)->type_name(type)->group(group);
  };
  text("--junit", o.junit, "FILE", "write JUnit XML too, a test case for each check", "Output");
  text("--baseline", o.baseline, "FILE",
       "compare with this result of an earlier --json; fail only on what got worse", "Output");
  text("--record", o.record, "DIR", "keep the conversations in DIR, a session file an address",
       "Output");
  text("--emit-session", o.emit_session, "FILE",
       "write a session file that asserts what was found, for 'ehlo run'", "Output");
  app.add_flag("--nagios", o.nagios, "one line and the status 0, 1, 2 or 3 of a monitoring plugin")
      ->group("Monitoring");
  text("-w,--warning", o.warning, "TIME", "with --nagios: warn when it takes longer (seconds)",
       "Monitoring");
  text("-c,--critical", o.critical, "TIME",
       "with --nagios: critical when it takes longer (seconds)", "Monitoring");
  text("-H,--hostname", o.host, "HOST", "a host to look at, as check_smtp has it", "Monitoring");
  app.add_option("-p,--port", o.port, "the port of -H (default: 25)")
      ->type_name("PORT")
      ->check(CLI::Range(std::uint64_t{1}, kMostPort).description(""))
      ->group("Monitoring");
}

std::vector<std::string> all_targets(std::vector<std::string> targets,
                                     const ProbeReportOptions& options) {
  if (options.host.empty()) return targets;
  const bool bare_ipv6 =
      options.host.front() != '[' && options.host.find(':') != options.host.rfind(':');
  targets.push_back(fmt::format("{}{}{}:{}", bare_ipv6 ? "[" : "", options.host,
                                bare_ipv6 ? "]" : "",
                                options.port == 0 ? net::kSmtpPort : options.port));
  return targets;
}

}  // namespace commands
