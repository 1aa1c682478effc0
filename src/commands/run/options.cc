#include "commands/run/options.h"

#include <CLI/Validators.hpp>

#include "commands/colour.h"

namespace commands {
namespace {

constexpr std::uint64_t kMostJobs = 256;
constexpr std::uint64_t kMostTimes = 1'000'000;

// Options of one group.
class Group {
 public:
  Group(CLI::App& app, const char* name) : app_(app), name_(name) {}

  void text(const char* names, std::string& value, const char* type, const char* about) const {
    app_.add_option(names, value, about)->type_name(type)->group(name_);
  }
  void list(const char* names, std::vector<std::string>& value, const char* type,
            const char* about) const {
    app_.add_option(names, value, about)->type_name(type)->allow_extra_args(false)->group(name_);
  }
  void flag(const char* names, bool& value, const char* about) const {
    app_.add_flag(names, value, about)->group(name_);
  }
  void number(const char* names, std::uint64_t& value, std::uint64_t least, std::uint64_t most,
              const char* about) const {
    app_.add_option(names, value, about)
        ->type_name("N")
        ->check(CLI::Range(least, most).description(""))
        ->group(name_);
  }

 private:
  CLI::App& app_;
  const char* name_;
};

void bind_place(CLI::App& app, RunOptions& o) {
  const Group where(app, "Where to");
  where.text("-s,--server", o.server, "HOST[:PORT]",
             "{{server}}, and the place of every @connect, whose port it keeps if it has none");
  where.list("--connect-to", o.connect_to, "HOST:PORT:ADDR:PORT",
             "connect to ADDR and PORT where a file says HOST and PORT; each may be left empty");
  where.list("--dns-server", o.dns_servers, "ADDRESS[:PORT]",
             "ask this name server; may be repeated");
  where.flag("-4,--ipv4", o.ipv4, "use IPv4 only");
  where.flag("-6,--ipv6", o.ipv6, "use IPv6 only");
  where.text("--timeout", o.timeout, "TIME",
             "for each reply and each write that has no @timeout: 5s, 3m, 0 for none\n"
             "(default: 30s)");
  where.text("--max-time", o.max_time, "TIME",
             "for each file as a whole: what is not over then has failed (default: no end)");
  where.text("--tls-ca-path", o.tls_ca_path, "FILE|DIR",
             "trusted certificates (default: the system's)");
  where.flag("--insecure", o.insecure, "no certificate matters, whatever @tls verify= says");
}

void bind_running(CLI::App& app, RunOptions& o) {
  const Group how(app, "Running");
  how.number("-j,--jobs", o.jobs, 1, kMostJobs, "run so many files at a time (default: 1)");
  how.number("--repeat", o.repeat, 1, kMostTimes, "run all files so many times (default: 1)");
  how.number("--retry", o.retry, 0, kMostTimes, "run a file that fails again, so many times");
  how.text("--retry-interval", o.retry_interval, "TIME", "wait so long before (default: 5s)");
  how.flag("--fail-fast", o.fail_fast, "begin no other file once one has failed");
  how.text("--only", o.only, "GLOB", "only files whose path or name matches (* and ?)");
  how.number("--from-line", o.from_line, 1, kMostTimes, "leave out what stands above this line");
  how.number("--to-line", o.to_line, 1, kMostTimes, "leave out what stands below this line");
  how.flag("--allow-unchecked", o.allow_unchecked, "run files that expect nothing, too");

  const Group instead(app, "Instead of running");
  instead.flag("--check", o.check, "say what is wrong or worth a look in the files");
  instead.flag("--format", o.format, "print the files in their canonical form");
  instead.flag("--in-place", o.in_place, "with --format: write it into the files");
  instead.flag("--to-session", o.to_session,
               "print a session file made of what swaks, curl -v, posttls-finger, Postfix\n"
               "(to the postmaster) or an RFC printed");
}

void bind_output(CLI::App& app, RunOptions& o) {
  const Group output(app, "Output");
  output.flag("-v,--verbose", o.verbose, "show the conversations on standard error");
  output.flag("-q,--quiet", o.quiet, "only what failed, and the summary");
  output.flag("--json", o.json, "print one JSON object for each step, file and run");
  output.flag("--tap,--report-tap", o.tap, "print TAP 14");
  output.text("--junit,--report-junit", o.junit, "FILE", "write a JUnit report, too");
  bind_colour(app, o.color);
}

}  // namespace

void bind_run_options(CLI::App& app, RunOptions& options) {
  app.add_option("files", options.files,
                 "session files, directories with *.smtp files in them, - for standard input")
      ->type_name("FILE|DIR")
      ->group("Sessions");
  bind_variable_options(app, options.variables);
  bind_place(app, options);
  bind_running(app, options);
  bind_output(app, options);
}

}  // namespace commands
