// Many targets for one command: lists and networks, several at a time, politely, in shards, results
// as they come or in order, and on from where an earlier run ended.
//
// Memory does not grow with the list: `jobs` targets are in flight, and in-order output keeps eight
// times as many results at most.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/lists/politeness.h"

namespace commands {

struct BulkOptions {
  std::vector<std::string> targets;  // as TargetSource takes them
  std::uint64_t jobs = 32;
  std::uint64_t per_host = 1;
  std::string rate;    // empty: as fast as may be
  std::string shard;   // empty: all
  std::string resume;  // empty: results go to standard output
  bool in_order = false;
  bool merge = false;  // the targets are files of results to join
};

// --jobs, --per-host, --rate, --in-order, --shard, --resume and --merge; the targets are the
// command's own.
void bind_bulk_options(CLI::App& app, BulkOptions& options);

// What is told of one target.
struct Told {
  std::string text;  // whole lines; NDJSON when there is a file to resume from
  Exit exit = Exit::ok;
  // A signal ended the look, and a target that was half looked at is not judged. The text says in
  // a few words where it was; it may be empty.
  bool cut_short = false;
};

// Looks at one target. `worker` is the thread's number, less than workers_for(); each connection
// first takes a pass from `politeness`.
using LookAt =
    std::function<Told(const std::string& target, std::size_t worker, Politeness& politeness)>;

// A target that was not looked at to its end, as a signal came first.
using LeaveOut = std::function<void(const std::string& target)>;

// True for a word that stands for many targets: a list or a network.
bool is_many(const std::string& word);

// How many threads these options need: no more than there can be targets.
std::size_t workers_for(const BulkOptions& options);

// Error kinds parse and usage, for options that cannot be.
base::Result<void> check_bulk_options(const BulkOptions& options, const Env& env);

// How a command speaks of its work, and judges it.
struct BulkWords {
  std::string_view command;       // in complaints; and wrote the results to go on from
  std::string_view what;          // is counted: "servers"
  std::string_view fail_on;       // decides on their status: "warn" or "fail"
  std::string_view between = "";  // stands between what is told of two targets
  bool names_left_out = true;     // on standard error, when a signal came
};

// Looks at all of them, or merges. The worst status of all, with those of the file to go on from. A
// terminal on standard error sees how far it is, where results do not show it. Once env.dialer is
// interrupted no target is begun, and those that are left (left_out.h) are handed to `leave_out`.
Exit run_bulk(const BulkOptions& options, const BulkWords& words, Env& env, const LookAt& look_at,
              const LeaveOut& leave_out = {});

}  // namespace commands
