// What every line of results in NDJSON has, whatever command wrote it: by this an interrupted run
// goes on, and the results of several machines are joined.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace report {

// A target that leads to several servers has a line for each, one behind the other.
struct ResultLine {
  std::string target;
  std::size_t part = 1, parts = 1;
  bool failed = false;       // it has an "error"
  int exit = 0;              // the status that a run of it alone would have ended with
  std::string_view command;  // that wrote it: "probe" or "banner"
};

// The status that a target alone ends with: as it was asked for, and for each --fail-on.
struct ResultStatus {
  int exit = 0, on_warn = exit, on_fail = exit;
};

// Nothing for what is no such line. `fail_on` ("warn", "fail") is the one to take the status by,
// whatever the run that wrote the line had; empty: as that had it.
std::optional<ResultLine> parse_result_line(std::string_view line, std::string_view fail_on = "");

// False for what cannot be the begin of such a line, as a killed run leaves it at a file's end.
bool may_begin_result_line(std::string_view text);

// `target` as json writes it, for comparison with ResultLine::target.
std::string target_in_results(std::string_view target);

}  // namespace report
