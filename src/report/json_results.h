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
  bool failed = false;  // it has an "error"
  int exit = 0;         // the status that a run of it alone would have ended with
};

// Nothing for what is no such line.
std::optional<ResultLine> parse_result_line(std::string_view line);

// `target` as json writes it, for comparison with ResultLine::target.
std::string target_in_results(std::string_view target);

}  // namespace report
