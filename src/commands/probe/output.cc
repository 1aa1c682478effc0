#include "commands/probe/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "commands/colour.h"
#include "commands/complain.h"
#include "commands/github.h"
#include "commands/monitor_exit.h"
#include "report/github_probe.h"
#include "report/json_baseline.h"
#include "report/json_probe.h"
#include "report/probe_session.h"
#include "report/probe_text.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using policy::Verdict;

// The first of these that is set decides, as POSIX says.
bool speaks_utf8(const Env& env) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const auto value = env.getenv(name); value && !value->empty()) {
      const std::string locale = base::to_lower(*value);
      return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    }
  return false;
}

report::ProbeStyle style_of(const ProbeOptions& options, const Env& env) {
  return {.paint = report::Style(wants_colour(options.color, env.out_is_terminal, env)),
          .columns = static_cast<std::size_t>(env.columns),
          .utf8 = speaks_utf8(env),
          .all = options.all};
}

tl::unexpected<base::Error> cannot(ErrorKind kind, std::string_view option, std::string_view doing,
                                   const std::string& path) {
  return fail(kind, fmt::format("{}: cannot {} {}: {}", option, doing, base::printable(path),
                                base::to_lower(std::strerror(errno))));
}

Result<void> open_file(std::string_view option, const std::string& path, std::ofstream& file,
                       std::ios::openmode mode = std::ios::trunc) {
  if (path.empty()) return {};
  file.open(path, std::ios::binary | std::ios::out | mode);
  if (!file) return cannot(ErrorKind::io, option, "write", path);
  return {};
}

Result<report::Baseline> load_baseline(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return cannot(ErrorKind::no_input, "--baseline", "read", path);
  auto baseline = report::read_baseline(text);
  if (!baseline)
    baseline.error().text =
        fmt::format("--baseline: {}: {}", base::printable(path), baseline.error().text);
  return baseline;
}

Result<void> read_limit(std::string_view option, const std::string& text,
                        std::optional<base::Duration>& limit) {
  if (text.empty()) return {};
  auto span = base::parse_duration(text);
  if (!span) return fail(ErrorKind::parse, fmt::format("{}: {}", option, span.error().text));
  limit = *span;
  return {};
}

Exit exit_of_state(report::NagiosState state) {
  switch (state) {
    case report::NagiosState::ok:
      return Exit::ok;
    case report::NagiosState::warning:
      return Exit::check;
    case report::NagiosState::critical:
      return kMonitorCritical;
    case report::NagiosState::unknown:
      break;
  }
  return kMonitorUnknown;
}

// With a baseline only what got worse counts.
Exit exit_of(const probe::TargetResult& result, const report::Comparison* since, Verdict fail_on) {
  const Exit exit = exit_for(result, fail_on);
  if (since == nullptr) return exit;
  const auto worst = since->worst_new();
  if (!worst) return Exit::ok;
  return exit != Exit::check || *worst >= fail_on ? exit : Exit::ok;
}

}  // namespace

ProbeOutput::ProbeOutput(const ProbeOptions& options, const ProbePlan& plan, ProbeRecord record,
                         Env& env)
    : options_(options),
      plan_(plan),
      env_(env),
      record_(std::move(record)),
      junit_(plan.fail_on),
      annotate_(is_on_github(env)) {}

Result<std::unique_ptr<ProbeOutput>> ProbeOutput::open(const ProbeOptions& options,
                                                       const ProbePlan& plan, Env& env) {
  if (options.report.nagios && options.json)
    return fail(ErrorKind::usage, "--nagios and --json exclude each other");
  auto record = ProbeRecord::open(options.report.record);
  if (!record) return fail(record.error());
  std::unique_ptr<ProbeOutput> output(new ProbeOutput(options, plan, std::move(*record), env));
  if (auto good = output->read_limits(); !good) return fail(good.error());
  if (auto good = output->open_files(); !good) return fail(good.error());
  return output;
}

Result<void> ProbeOutput::read_limits() {
  limits_.cert_warn = plan_.wish.cert_warn;
  limits_.cert_fail = plan_.wish.cert_fail;
  const ProbeReportOptions& report = options_.report;
  if (auto good = read_limit("--warning", report.warning, limits_.warn); !good) return good;
  if (auto good = read_limit("--critical", report.critical, limits_.critical); !good) return good;
  if (limits_.warn && limits_.critical && *limits_.warn > *limits_.critical)
    return fail(ErrorKind::usage, fmt::format("--warning {} is more than --critical {}",
                                              report.warning, report.critical));
  return {};
}

// The baseline is read before a file is opened: it may be the one that is to be written anew.
Result<void> ProbeOutput::open_files() {
  const ProbeReportOptions& report = options_.report;
  if (!report.baseline.empty()) {
    auto baseline = load_baseline(report.baseline);
    if (!baseline) return fail(baseline.error());
    baseline_ = std::move(*baseline);
  }
  if (auto good = open_file("--junit", report.junit, junit_file_); !good) return good;
  // What stands in it stays until there is something to take its place: the server may be down.
  return open_file("--emit-session", report.emit_session, session_file_, std::ios::app);
}

smtp::Transcript::Listener ProbeOutput::listener(const probe::HostFacts& host,
                                                 const probe::AddressFacts& address) {
  auto listener = record_.listener(host, address);
  if (listener) return std::move(*listener);
  const std::lock_guard lock(mutex_);
  complain_once(listener.error());
  return {};
}

void ProbeOutput::complain_once(const base::Error& error) {
  if (!trouble_) complain(env_, "probe", error);
  if (!trouble_) trouble_ = error;
}

Told ProbeOutput::target(const probe::TargetResult& result) {
  std::optional<report::Comparison> since;
  if (baseline_) since = report::compare(result, *baseline_);
  const report::Comparison* changes = since ? &*since : nullptr;
  Told told;
  told.exit = exit_of(result, changes, plan_.fail_on);
  if (!options_.report.nagios) told.text = shown(result, told.exit, changes);
  const std::lock_guard lock(mutex_);
  if (options_.report.nagios) monitored_.push_back(result);
  if (annotate_) env_.err << report::github_annotations(result);
  add_to_files(result);
  return told;
}

void ProbeOutput::left_out(const std::string& target) {
  constexpr const char* kWhy = "not looked at: interrupted";
  if (junit_file_.is_open()) junit_.leave_out(target, kWhy);
  if (!options_.report.nagios) return;
  monitored_.push_back(
      {.target = target, .trouble = base::Error{ErrorKind::io, base::Stage::none, kWhy}});
}

void ProbeOutput::add_to_files(const probe::TargetResult& result) {
  if (junit_file_.is_open()) junit_.add(result);
  if (!session_file_.is_open()) return;
  const std::string session = report::session_of(result, plan_.wish);
  if (session.empty()) return;
  if (!session_written_) {
    session_file_.close();
    session_file_.open(options_.report.emit_session, std::ios::binary);
  }
  session_file_ << (session_written_ ? "\n" : "") << session;
  session_written_ = true;
}

std::string ProbeOutput::shown(const probe::TargetResult& result, Exit exit,
                               const report::Comparison* since) const {
  if (writes_json(options_))
    return report::json_of(result,
                           {status(exit), status(exit_of(result, since, Verdict::warn)),
                            status(exit_of(result, since, Verdict::fail))},
                           since);
  std::string text = report::probe_text(result, style_of(options_, env_));
  if (since != nullptr) text += "\n" + report::comparison_text(*since);
  return text;
}

Exit ProbeOutput::finish(Exit worst) {
  if (options_.report.nagios) {
    const report::NagiosLine line = report::nagios_line(monitored_, limits_);
    env_.out << line.text;
    worst = exit_of_state(line.state);
  }
  if (junit_file_.is_open() && !(junit_file_ << junit_.text() << std::flush))
    complain_once(
        {ErrorKind::io, base::Stage::none, "--junit: the file could not be written whole"});
  if (session_file_.is_open() && !session_file_.flush())
    complain_once(
        {ErrorKind::io, base::Stage::none, "--emit-session: the file could not be written whole"});
  if (session_file_.is_open() && !session_written_)
    env_.err << "ehlo: probe: --emit-session: nothing was found that a session could assert\n";
  return trouble_ ? worse(worst, exit_for(trouble_->kind)) : worst;
}

Exit refuse_probe(const ProbeOptions& options, const base::Error& error, Env& env) {
  if (!options.report.nagios) return complain(env, "probe", error);
  const report::NagiosLine line = report::nagios_line(error);
  env.out << line.text;
  return exit_of_state(line.state);
}

}  // namespace commands
