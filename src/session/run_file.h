// One session file from its name to its outcome: loaded, looked over, played as the client, and
// played again while it fails and there are tries left.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "session/lints.h"
#include "session/load.h"
#include "session/player.h"

namespace session {

enum class Verdict { passed, failed, skipped };

// One statement that was played, for reports that tell of each.
struct StepRecord {
  Place place;
  std::string text;                  // canonical, without its last line end
  std::string failure;               // empty: it held
  std::optional<smtp::Reply> reply;  // of an S: line that held; masked
  base::Duration took{};             // of that reply
};

struct Outcome {
  std::string file;   // as it was named
  std::string title;  // what tells it apart in a report: the file, and which time it is run
  Verdict verdict = Verdict::passed;
  std::optional<base::Error> error;  // it was not played: not read, not parsed, nothing in it
  std::vector<Finding> findings;     // a fatal one: it was not played
  std::vector<Failure> failures;     // of the last try
  std::string skipped;               // why
  std::vector<StepRecord> steps;     // of the last try, when they were asked for
  std::size_t checks = 0;
  int tries = 0;
  base::Duration took{};  // of all tries and what lies between them
};

struct RunRules {
  // Statements of other lines of the file are left out, but not @set and @timeout above them.
  std::size_t from_line = 1, to_line = std::numeric_limits<std::size_t>::max();
  bool allow_unchecked = false;  // a file that judges nothing is an error without it
  int retries = 0;
  base::Duration retry_interval{};
  bool keep_steps = false;
};

struct RunTools {
  ReadFile read_file;
  std::function<Variables(const std::string& file)> variables;  // fresh ones, for each try
  const ClientOptions& client;
};

// A try that failed for this side's own sake (a variable, a file that is not there, a signal) is
// the last.
Outcome run_file(const std::string& file, const RunRules& rules, const RunTools& tools,
                 const smtp::Transcript& transcript);

}  // namespace session
