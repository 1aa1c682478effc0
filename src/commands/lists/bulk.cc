#include "commands/lists/bulk.h"

#include <fmt/format.h>

#include <CLI/Validators.hpp>
#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/text.h"
#include "commands/complain.h"
#include "commands/descriptors.h"
#include "commands/lists/left_out.h"
#include "commands/lists/list_reader.h"
#include "commands/lists/merge_results.h"
#include "commands/lists/result_order.h"
#include "commands/lists/resume_file.h"
#include "commands/lists/target_source.h"
#include "commands/pool.h"
#include "commands/rate.h"
#include "net/interruptible.h"
#include "report/count_progress.h"

namespace commands {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::uint64_t kMostJobs = 512;
constexpr std::size_t kWindow = 8;  // results kept for each job in flight

Result<Shard> shard_of(const BulkOptions& options, const Env& env) {
  if (options.shard.empty()) return Shard{};
  auto shard = Shard::parse(options.shard, env.getenv);
  if (!shard) shard.error().text = "--shard: " + shard.error().text;
  return shard;
}

Result<double> rate_of(const BulkOptions& options) {
  if (options.rate.empty()) return 0;
  auto rate = parse_rate(options.rate);
  if (!rate) rate.error().text = "--rate: " + rate.error().text;
  return rate;
}

class Bulk {
 public:
  Bulk(const BulkOptions& options, const BulkWords& words, Env& env, Shard shard, double rate,
       std::unique_ptr<ResumeFile> kept)
      : options_(options),
        words_(words),
        env_(env),
        kept_(std::move(kept)),
        source_(
            options.targets, env.in, shard,
            [this](const std::string& target) { return kept_ && kept_->has(target); },
            env.dialer.interruption()),
        politeness_(options.per_host, rate, env.dialer.interruption()),
        order_(options.jobs * kWindow, [this](const std::string& text) { write(text); }),
        progress_(env.err, std::string(words.what)),
        shows_progress_(env.err_is_terminal && (kept_ || !env.out_is_terminal)),
        exit_(kept_ ? kept_->worst() : Exit::ok) {}

  Exit run(const LookAt& look_at, const LeaveOut& leave_out) {
    work_through(std::numeric_limits<std::size_t>::max(), workers_for(options_),
                 [&](std::size_t, std::size_t worker) { return do_one(worker, look_at); });
    if (shows_progress_) progress_.finish();
    if (net::is_interrupted(env_.dialer))
      tell_interruption(leave_out);
    else if (!trouble_ && !source_.has_named_any())
      trouble_ = Error{ErrorKind::no_input, base::Stage::none,
                       "the list names no target: nothing was looked at"};
    if (env_.err_is_terminal && source_.passed_over() > 0)
      env_.err << fmt::format("ehlo: {}: {} passed over, as {} has them\n", words_.command,
                              base::show_count(source_.passed_over()),
                              base::printable(options_.resume));
    return trouble_ ? worse(exit_, complain(env_, words_.command, *trouble_)) : exit_;
  }

 private:
  bool do_one(std::size_t worker, const LookAt& look_at) {
    if (net::is_interrupted(env_.dialer)) return false;
    const auto target = source_.next();
    if (!target) return stop(target.error());
    if (!*target) return false;
    Told told = look_at((*target)->text, worker, politeness_);
    if (told.cut_short) {
      const std::lock_guard lock(mutex_);
      left_out_.add((*target)->text, std::exchange(told.text, ""));
    }
    if (options_.in_order)
      order_.put((*target)->number, std::move(told.text));
    else
      write(told.text);
    const std::lock_guard lock(mutex_);
    told_ += told.cut_short ? 0 : 1;
    exit_ = worse(exit_, told.exit);
    return !trouble_ && env_.out.good();
  }

  // All that is left is read, as far as it can be without waiting for it.
  void tell_interruption(const LeaveOut& leave_out) {
    while (!left_out_.is_full()) {
      auto target = source_.next();
      if (!target || !*target) break;
      left_out_.add(std::move((*target)->text));
    }
    if (leave_out) left_out_.for_each(leave_out);
    if (words_.names_left_out)
      env_.err << fmt::format("ehlo: {}: interrupted: {}\n", words_.command,
                              left_out_.account(told_, words_.what));
  }

  bool stop(const Error& error) {
    const std::lock_guard lock(mutex_);
    trouble_ = error;
    return false;
  }

  void write(const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (shows_progress_) progress_.add();
    if (text.empty()) return;
    if (kept_) {
      if (const auto written = kept_->append(text); !written) trouble_ = written.error();
    } else {
      env_.out << (std::exchange(written_, true) ? words_.between : "") << text << std::flush;
    }
  }

  const BulkOptions& options_;
  const BulkWords& words_;
  Env& env_;
  std::unique_ptr<ResumeFile> kept_;
  TargetSource source_;
  Politeness politeness_;
  ResultOrder order_;
  std::mutex mutex_;  // of all below, and of the output
  report::CountProgress progress_;
  const bool shows_progress_;
  bool written_ = false;
  std::size_t told_ = 0;
  LeftOut left_out_;
  std::optional<Error> trouble_;
  Exit exit_;
};

}  // namespace

void bind_bulk_options(CLI::App& app, BulkOptions& o) {
  const auto text = [&](const char* name, std::string& value, const char* type, const char* about) {
    app.add_option(name, value, about)->type_name(type)->group("Many targets");
  };
  const auto number = [&](const char* name, std::uint64_t& value, const char* about) {
    app.add_option(name, value, about)
        ->type_name("N")
        ->check(CLI::Range(std::uint64_t{1}, kMostJobs).description(""))
        ->group("Many targets");
  };
  number("-j,--jobs", o.jobs, "look at so many targets at a time (default: 32)");
  number("--per-host", o.per_host, "with so many connections to one address (default: 1)");
  text("--rate", o.rate, "N[/s|/m|/h]", "begin no more connections than that in a time");
  app.add_flag("--in-order", o.in_order, "print results in the order of the targets")
      ->group("Many targets");
  text("--shard", o.shard, "I/N|auto",
       "only this part of the targets, 1/N to N/N; auto: of a Kubernetes or Slurm job");
  text("--resume", o.resume, "FILE",
       "add the results to FILE, as JSON, and pass over targets that it has");
  app.add_flag("--merge", o.merge, "join the results in these files: each target once")
      ->group("Many targets");
}

bool is_many(const std::string& word) {
  return is_list(word) || net::Network::looks_like_one(word);
}

std::size_t workers_for(const BulkOptions& options) {
  const bool many = std::ranges::any_of(options.targets, is_many);
  return many ? options.jobs : std::min<std::size_t>(options.jobs, options.targets.size());
}

Result<void> check_bulk_options(const BulkOptions& options, const Env& env) {
  if (options.merge && !(options.resume.empty() && options.shard.empty()))
    return fail(ErrorKind::usage,
                "--merge only joins files: it goes with no --resume and no --shard");
  if (const auto shard = shard_of(options, env); !shard) return fail(shard.error());
  if (const auto rate = rate_of(options); !rate) return fail(rate.error());
  return {};
}

Exit run_bulk(const BulkOptions& options, const BulkWords& words, Env& env, const LookAt& look_at,
              const LeaveOut& leave_out) {
  if (const auto good = check_bulk_options(options, env); !good)
    return complain(env, words.command, good.error());
  if (options.merge) return merge_results(options.targets, words.command, env);
  std::unique_ptr<ResumeFile> kept;
  if (!options.resume.empty()) {
    auto opened = ResumeFile::open(options.resume, words.command, words.fail_on);
    if (!opened) {
      opened.error().text = "--resume: " + opened.error().text;
      return complain(env, words.command, opened.error());
    }
    kept = std::move(*opened);
  }
  raise_descriptor_limit();
  Bulk bulk(options, words, env, *shard_of(options, env), *rate_of(options), std::move(kept));
  return bulk.run(look_at, leave_out);
}

}  // namespace commands
