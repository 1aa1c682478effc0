#include "commands/run/run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/pause.h"
#include "base/text.h"
#include "commands/complain.h"
#include "commands/layers.h"
#include "commands/lists/resolvers.h"
#include "commands/pool.h"
#include "commands/run/check.h"
#include "commands/run/files.h"
#include "commands/run/options.h"
#include "commands/run/output.h"
#include "commands/run/places.h"
#include "commands/run/values.h"
#include "commands/stop_signals.h"
#include "policy/dane_verdict.h"
#include "session/parser.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kStandardInput = "-";
constexpr std::size_t kMostLeftOut = 1000;  // files that were not begun, told one by one

struct Running {
  RunOptions options;
  bool secret_typed = false;
};

// What a command line asks for, with every check that needs no network.
struct RunJob {
  std::vector<std::string> files;
  session::ReadFile read_file;
  RunPlaces places;
  RunValues values;
  session::RunRules rules;
  base::Duration timeout{}, max_time{};
};

Result<session::RunRules> rules_from(const RunOptions& options) {
  session::RunRules rules;
  const auto interval = base::parse_duration(options.retry_interval);
  if (!interval) return fail(ErrorKind::parse, "--retry-interval: " + interval.error().text);
  rules.retry_interval = *interval;
  rules.retries = static_cast<int>(options.retry);
  rules.allow_unchecked = options.allow_unchecked;
  rules.from_line = options.from_line;
  if (options.to_line != 0) rules.to_line = options.to_line;
  if (rules.to_line < rules.from_line)
    return fail(ErrorKind::usage, "--to-line stands above --from-line");
  return rules;
}

Result<void> refuse_contradictions(const RunOptions& o) {
  if (o.files.empty())
    return fail(ErrorKind::usage, "which files? Name FILE, DIR, or - for standard input");
  if (o.check + o.format + o.to_session > 1)
    return fail(ErrorKind::usage, "--check, --format and --to-session exclude each other");
  if (o.in_place && !o.format) return fail(ErrorKind::usage, "--in-place is for --format");
  if (o.in_place && std::ranges::find(o.files, kStandardInput) != o.files.end())
    return fail(ErrorKind::usage, "--in-place: standard input is no file");
  return {};
}

// Standard input can be read once, and a file may be run more often.
Result<session::ReadFile> reader(const std::vector<std::string>& files, Env& env) {
  constexpr std::size_t kMost = session::kMaxFile + 1;
  std::string input;
  if (std::ranges::find(files, kStandardInput) != files.end()) {
    auto read = read_whole(env.in, "standard input", kMost);
    if (!read) return fail(read.error());
    input = std::move(*read);
  }
  return [input = std::move(input)](const std::string& path) -> Result<std::string> {
    if (path == kStandardInput) return input;
    return read_whole(path, kMost);
  };
}

Result<RunJob> plan_run(const RunOptions& options, Env& env) {
  if (auto good = refuse_contradictions(options); !good) return fail(good.error());
  auto rules = rules_from(options);
  if (!rules) return fail(rules.error());
  auto places = RunPlaces::from(options);
  if (!places) return fail(places.error());
  if (!options.tls_ca_path.empty() && ::access(options.tls_ca_path.c_str(), R_OK) != 0)
    return fail(ErrorKind::no_input,
                fmt::format("--tls-ca-path: cannot read {}", base::printable(options.tls_ca_path)));
  auto files = find_session_files(options.files, options.only);
  if (!files) return fail(files.error());
  // A file is checked where it is kept, and run wherever --server says.
  const bool anywhere = options.check && places->server().empty();
  auto values = RunValues::from(options.variables, anywhere ? "server" : places->server(), env);
  if (!values) return fail(values.error());
  auto read_file = reader(*files, env);
  if (!read_file) return fail(read_file.error());
  const auto max_time = base::parse_duration(options.max_time);
  if (!max_time) return fail(ErrorKind::parse, "--max-time: " + max_time.error().text);
  const base::Duration timeout = *base::parse_duration(options.timeout);
  return RunJob{std::move(*files),
                std::move(*read_file),
                std::move(*places),
                std::move(*values),
                *rules,
                timeout,
                *max_time};
}

class Runner {
 public:
  Runner(const RunOptions& options, const RunJob& job, RunOutput& output, Env& env)
      : options_(options), job_(job), output_(output), env_(env) {
    tls_.shared = net::share_tls();
    tls_.ca_path = options.tls_ca_path;
    rules_ = job.rules;
    rules_.keep_steps = output.wants_steps();
  }

  bool run(std::size_t number, dns::Resolver& resolver) {
    const std::string& file = job_.files[number % job_.files.size()];
    const session::ClientOptions client{
        env_.dialer,
        [&](const std::string& target) { return job_.places.addresses(target, resolver); },
        [this](base::Duration span) { base::pause(span, stop_.get_token()); },
        job_.timeout,
        tls_,
        options_.insecure,
        [this](const std::string& target) { return job_.places.redirect(target); },
        [&resolver](const std::string& host, std::uint16_t port, const net::TlsFacts& facts,
                    base::Deadline deadline) {
          return policy::accept_by_dane(resolver, host, port, facts, deadline);
        },
        job_.max_time};
    const session::RunTools tools{
        job_.read_file, [this](const std::string& path) { return job_.values.variables(path); },
        client};
    session::Outcome outcome = play(file, tools);
    outcome.title = title_of(number);
    const bool failed = outcome.verdict == session::Verdict::failed;
    output_.file(number, outcome);
    return !(failed && options_.fail_fast) && !stop_.stop_requested();
  }

  // That one has not been run.
  void leave_out(std::size_t number) {
    session::Outcome outcome;
    outcome.file = job_.files[number % job_.files.size()];
    outcome.title = title_of(number);
    output_.not_run(number, outcome);
  }

  // From another thread. What is under way gives up, and nothing more is begun: the dialer knows it
  // before a wait between two tries ends.
  void stop() {
    env_.dialer.interrupt();
    stop_.request_stop();
  }

 private:
  std::string title_of(std::size_t number) const {
    const std::string& file = job_.files[number % job_.files.size()];
    return options_.repeat > 1 ? fmt::format("{} #{}", file, number / job_.files.size() + 1) : file;
  }

  session::Outcome play(const std::string& file, const session::RunTools& tools) const {
    smtp::Transcript transcript;
    if (output_.log() == nullptr) return session::run_file(file, rules_, tools, transcript);
    report::SessionLog::Session shown(*output_.log(), file);
    transcript.listen([&](const smtp::Event& event) {
      shown.tell(event);
      shown.waiting();
    });
    return session::run_file(file, rules_, tools, transcript);
  }

  const RunOptions& options_;
  const RunJob& job_;
  RunOutput& output_;
  Env& env_;
  net::TlsOptions tls_;
  session::RunRules rules_;
  std::stop_source stop_;
};

Exit play_files(const RunOptions& options, const RunJob& job, Env& env) {
  const auto begun = Clock::now();
  const std::size_t tasks = job.files.size() * options.repeat;
  const std::size_t workers = std::min<std::size_t>(options.jobs, tasks);
  const auto own = make_resolvers(workers, {options.dns_servers, job.timeout}, env);
  if (!own) return complain(env, "run", own.error());
  const auto output = RunOutput::open(options, env);
  if (!output) return complain(env, "run", output.error());
  Runner runner(options, job, **output, env);
  const StopSignals signals([&runner] { runner.stop(); }, kTimeToStop);
  const std::size_t run = work_through(tasks, workers, [&](std::size_t number, std::size_t worker) {
    return runner.run(number, *(*own)[worker]);
  });
  for (std::size_t number = run; number < std::min(tasks, run + kMostLeftOut); ++number)
    runner.leave_out(number);
  const Exit exit = (*output)->finish(
      tasks - run, std::chrono::duration_cast<base::Duration>(Clock::now() - begun));
  if (signals.caught() != 0) die_of(signals.caught());
  return exit;
}

Exit run_run(const Running& running, Env& env) {
  const RunOptions& options = running.options;
  const auto job = plan_run(options, env);
  if (!job) return complain(env, "run", job.error());
  if (running.secret_typed)
    env.err << "ehlo: run: warning: a secret on the command line can be seen by every user of this "
               "machine; use --secret NAME=@FILE\n";
  if (options.check)
    return check_files(
        job->files, options, job->read_file,
        [&](const std::string& file) { return job->values.variables(file); }, env);
  if (options.format) return format_files(job->files, options, job->read_file, env);
  if (options.to_session) return import_files(job->files, job->read_file, env);
  return play_files(options, *job, env);
}

// NAME=VALUE, and not NAME or NAME=@FILE.
bool holds_value(const std::string& secret) {
  const std::size_t equals = secret.find('=');
  return equals != std::string::npos && secret.substr(equals + 1, 1) != "@";
}

}  // namespace

Run attach_run(CLI::App& app) {
  auto running = std::make_shared<Running>();
  bind_run_options(app, running->options);
  app.parse_complete_callback([&app, running] {
    running->secret_typed = std::ranges::any_of(app["--secret"]->results(), holds_value) ||
                            std::ranges::any_of(app["--var"]->results(), holds_secret);
  });
  return [running](Env& env) { return run_run(*running, env); };
}

}  // namespace commands
