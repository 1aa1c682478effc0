#include "commands/send/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include "base/text.h"
#include "commands/complain.h"
#include "commands/pool.h"
#include "commands/rate.h"
#include "commands/send/output.h"
#include "commands/send/talk.h"
#include "commands/stop_signals.h"
#include "report/json_load.h"
#include "report/load_causes.h"
#include "report/load_summary.h"
#include "smtp/series.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::uint64_t kMostMessages = 1'000'000'000;
constexpr std::uint64_t kMostSessions = 1000;

Result<std::uint64_t> number(std::string_view option, const std::string& text, std::uint64_t most) {
  const auto value = base::parse_number(text, most);
  if (value && *value > 0) return *value;
  return fail(ErrorKind::parse, fmt::format("{}: '{}' is not a number from 1 to {}", option,
                                            base::printable(text), base::show_count(most)));
}

Result<std::vector<smtp::Path>> read_recipients(const std::string& value) {
  const std::string path = value.starts_with('@') ? value.substr(1) : value;
  std::ifstream file(path == "-" ? "/dev/stdin" : path);
  if (!file)
    return fail(ErrorKind::no_input,
                fmt::format("--recipients: cannot read {}: {}", base::printable(path),
                            base::to_lower(std::strerror(errno))));
  std::vector<smtp::Path> all;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const std::string_view text = base::trim(line);
    if (text.empty() || text.starts_with('#')) continue;
    auto address = smtp::parse_path(text);
    if (!address)
      return fail(address.error().kind,
                  fmt::format("--recipients: {}:{}: {}", base::printable(path), number,
                              address.error().text));
    all.push_back(std::move(*address));
  }
  if (all.empty())
    return fail(ErrorKind::parse,
                fmt::format("--recipients: {} names nobody", base::printable(path)));
  return all;
}

Result<void> check_single(const SendOptions& options) {
  for (const auto& [given, option] :
       {std::pair(!options.record.empty(), "--record"), std::pair(options.dump_mail, "--dump-mail"),
        std::pair(!options.quit_after.empty(), "--quit-after"),
        std::pair(!options.drop_after.empty(), "--drop-after"),
        std::pair(!options.drop_after_send.empty(), "--drop-after-send"),
        std::pair(options.data == "-", "--data -")})
    if (given)
      return fail(
          ErrorKind::usage,
          fmt::format("{} is for one message: --count and --recipients have no place", option));
  return {};
}

class Load {
 public:
  Load(const SendOptions& options, const LoadPlan& plan, const SendJob& job,
       const OpenMessage& message, Silence silence, Env& env)
      : options_(options),
        plan_(plan),
        job_(job),
        message_(message),
        silence_(silence),
        env_(env) {}

  Exit run();

 private:
  void stop();
  void work();
  bool over() const { return stopped_ || mute_; }
  bool has_more();
  std::optional<std::uint64_t> take_number();
  smtp::Letter letter(std::uint64_t n) const;
  bool goes_again(std::uint64_t n, const smtp::Outcome& outcome);
  void done(const smtp::Letter& letter, const smtp::Outcome& outcome);
  void session_failed(const smtp::Outcome& outcome);
  base::Duration took() const {
    return std::chrono::duration_cast<base::Duration>(Clock::now() - begun_);
  }

  const SendOptions& options_;
  const LoadPlan& plan_;
  const SendJob& job_;
  const OpenMessage& message_;
  const Silence silence_;
  Env& env_;
  const Clock::time_point begun_ = Clock::now();
  std::atomic<std::uint64_t> next_{0};
  std::atomic<bool> stopped_{false};
  std::atomic<bool> mute_{false};    // the lines of --json cannot be written: nobody would know
  std::mutex turn_;                  // of waiting for a message's moment, and of what follows
  std::deque<std::uint64_t> again_;  // the numbers that were taken in vain
  std::condition_variable stop_;
  std::mutex mutex_;  // of all below
  report::LoadSummary summary_;
  report::LoadCauses causes_;
  Clock::time_point next_progress_ = begun_;
  Exit exit_ = Exit::ok;          // of the messages
  Exit session_exit_ = Exit::ok;  // of the connections on which none went
};

// No further message is begun, and what is under way says how far it came. Whoever writes to a pipe
// that nobody empties holds the other mutex, and is not waited for.
void Load::stop() {
  {
    const std::lock_guard lock(turn_);
    stopped_ = true;
  }
  stop_.notify_all();
  env_.dialer.interrupt();
}

bool Load::has_more() {
  const std::lock_guard lock(turn_);
  return next_ < plan_.count || !again_.empty();
}

// A message's turn: its number, once its moment has come.
std::optional<std::uint64_t> Load::take_number() {
  {
    const std::lock_guard lock(turn_);
    if (over()) return std::nullopt;
    if (!again_.empty()) {
      const std::uint64_t n = again_.front();
      again_.pop_front();
      return n;
    }
  }
  const std::uint64_t n = next_++;
  if (n >= plan_.count) return std::nullopt;
  if (plan_.rate > 0) {
    const auto moment =
        begun_ + std::chrono::duration_cast<Clock::duration>(
                     std::chrono::duration<double>(static_cast<double>(n) / plan_.rate));
    std::unique_lock lock(turn_);
    stop_.wait_until(lock, moment, [this] { return over(); });
  }
  return over() ? std::nullopt : std::optional(n);
}

smtp::Letter Load::letter(std::uint64_t n) const {
  const auto recipients = plan_.recipients.empty()
                              ? job_.plan.recipients
                              : std::vector{plan_.recipients[n % plan_.recipients.size()]};
  return {
      n + 1, recipients,
      message_.numbered(n + 1, plan_.recipients.empty() ? std::vector<smtp::Path>() : recipients)};
}

// A server may close a connection behind any message; the next one, which it has not seen, waits
// for another (one cut by LIMITS whose first recipients were told is not unseen). It comes to an
// end: the first message of a connection is not asked about.
bool Load::goes_again(std::uint64_t n, const smtp::Outcome& outcome) {
  const bool unseen = outcome.error && outcome.error->kind == ErrorKind::lost &&
                      outcome.error->stage == base::Stage::mail && !outcome.mail;
  const std::lock_guard lock(turn_);
  if (!unseen || over()) return false;
  again_.push_back(n);
  return true;
}

void Load::done(const smtp::Letter& letter, const smtp::Outcome& outcome) {
  const std::string line = options_.json ? report::json_of_message(letter.number, outcome) : "";
  const std::lock_guard lock(mutex_);
  summary_.add(outcome);
  causes_.add(outcome);
  exit_ = worse(exit_, exit_for(outcome));
  if (options_.json && !(env_.out << line << std::flush)) {
    const std::lock_guard turn(turn_);
    mute_ = true;
    stop_.notify_all();
  }
  const auto now = Clock::now();
  if (!env_.err_is_terminal || now < next_progress_) return;
  next_progress_ = now + 200ms;
  env_.err << "\r" << summary_.progress(took()) << "\x1b[K" << std::flush;
}

void Load::session_failed(const smtp::Outcome& outcome) {
  const std::lock_guard lock(mutex_);
  const Exit exit = exit_for(outcome);
  session_exit_ = worse(session_exit_, exit == Exit::ok ? Exit::temporary : exit);
  causes_.add_connection(outcome);
}

void Load::work() {
  SendJob job = job_;
  report::LoadSummary times;
  smtp::Transcript transcript;
  transcript.listen([&](const smtp::Event& event) {
    if (const auto* heard = std::get_if<smtp::event::Heard>(&event))
      times.heard(heard->stage, heard->took);
  });
  auto resolver = resolver_of(job, env_);
  const auto target = resolver ? find_target(job, **resolver) : fail(resolver.error());
  bool fruitful = target.has_value();
  smtp::Outcome session;
  if (!target) session.error = target.error();
  while (fruitful && !over() && has_more()) {
    std::uint64_t letters = 0;
    std::optional<std::uint64_t> first;
    const auto next = [&]() -> std::optional<smtp::Letter> {
      if (plan_.reuse > 0 && letters == plan_.reuse) return std::nullopt;
      const auto taken = take_number();
      if (!taken) return std::nullopt;
      if (letters++ == 0) first = taken;
      return letter(*taken);
    };
    const auto conclude = [&](const smtp::Letter& letter, const smtp::Outcome& outcome) {
      const std::uint64_t n = letter.number - 1;
      if (n == first || !goes_again(n, outcome)) done(letter, outcome);
    };
    const smtp::Series series{next, conclude, plan_.rate == 0};
    session = talk(*target, job, **resolver, env_, transcript,
                   [&](smtp::Connection& connection, const smtp::Plan& plan) {
                     return smtp::converse_in_series(connection, transcript, plan, series);
                   });
    fruitful = letters > 0 || (!session.error && session.refused_at == base::Stage::none);
  }
  if (!fruitful) session_failed(session);
  const std::lock_guard lock(mutex_);
  summary_.add(times);
}

Exit Load::run() {
  const StopSignals signals([this] { stop(); }, kTimeToStop);
  const std::uint64_t sessions = std::min(plan_.sessions, plan_.count);
  work_through(sessions, sessions, [this](std::size_t, std::size_t) {
    work();
    return true;
  });
  if (env_.err_is_terminal) env_.err << "\r\x1b[K";
  const std::uint64_t missing = plan_.count - summary_.messages();
  const std::string text = summary_.text(took(), missing);
  if (silence_ < Silence::only_failures)
    (options_.json ? env_.err : env_.out) << text << std::flush;
  if (silence_ < Silence::complete)
    for (const std::string& line : causes_.lines()) env_.err << "ehlo: send: " << line << '\n';
  if (stopped_ && env_.err.flush()) die_of(signals.caught());
  return missing == 0 ? exit_ : worse(worse(exit_, session_exit_), Exit::temporary);
}

}  // namespace

Result<LoadPlan> plan_load(const SendOptions& options) {
  LoadPlan plan;
  if (!options.recipients.empty()) {
    if (!options.to.empty() || !options.cc.empty() || !options.bcc.empty())
      return fail(ErrorKind::usage, "--recipients and --to, --cc, --bcc exclude each other");
    auto recipients = read_recipients(options.recipients);
    if (!recipients) return fail(recipients.error());
    plan.recipients = std::move(*recipients);
    plan.count = plan.recipients.size();
  }
  const auto take = [](std::string_view option, const std::string& text, std::uint64_t most,
                       std::uint64_t& into) -> Result<void> {
    if (text.empty()) return {};
    const auto value = number(option, text, most);
    if (!value) return fail(value.error());
    into = *value;
    return {};
  };
  if (auto good = take("--count", options.count, kMostMessages, plan.count); !good)
    return fail(good.error());
  if (auto good = take("--sessions", options.sessions, kMostSessions, plan.sessions); !good)
    return fail(good.error());
  if (auto good = take("--reuse", options.reuse, kMostMessages, plan.reuse); !good)
    return fail(good.error());
  if (!options.rate.empty()) {
    const auto rate = parse_rate(options.rate);
    if (!rate) return fail(ErrorKind::parse, "--rate: " + rate.error().text);
    plan.rate = *rate;
  }
  if (!plan.wanted()) {
    if (!options.sessions.empty() || !options.reuse.empty() || !options.rate.empty())
      return fail(ErrorKind::usage,
                  "--sessions, --reuse and --rate are for --count N or --recipients FILE");
    return plan;
  }
  if (auto good = check_single(options); !good) return fail(good.error());
  return plan;
}

Exit run_load(const SendOptions& options, const LoadPlan& load, const SendJob& job,
              const OpenMessage& message, Env& env) {
  if (!message.numbered)
    return complain(
        env, "send",
        {ErrorKind::usage, base::Stage::none,
         "standard input can be read only once: --count and --recipients have no place"});
  const auto silence = silence_of(options);
  if (!silence) return complain(env, "send", silence.error());
  return Load(options, load, job, message, *silence, env).run();
}

}  // namespace commands
