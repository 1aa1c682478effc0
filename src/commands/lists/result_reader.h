// Reads results that an earlier run has written: NDJSON, target by target.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "commands/exit.h"
#include "report/json_results.h"

namespace commands {

// All lines of one target.
struct TargetResult {
  std::string target;    // as report::target_in_results() writes it
  std::string text;      // whole lines
  bool failed = false;   // one of them has an error, or could not be looked at: 74, 75
  Exit exit = Exit::ok;  // the worst of them
};

class ResultReader {
 public:
  // Of the results of this command. `fail_on` as report::parse_result_line() takes it. Error kind
  // no_input.
  static base::Result<ResultReader> open(const std::string& path, std::string_view command,
                                         std::string_view fail_on = "");

  // Nothing at the end. A last line without its end, and a last target without all of its lines,
  // are what a killed run leaves: they count as the end. Error kind parse, naming the line, for
  // what is no result, or one of another command.
  base::Result<std::optional<TargetResult>> next();

  // Where the whole results end; bytes from the beginning.
  std::uint64_t end() const { return end_; }
  // After the end: that something unfinished stands behind it.
  bool is_cut() const { return read_ > end_; }

 private:
  ResultReader(std::string path, std::string_view command, std::string_view fail_on)
      : path_(std::move(path)),
        command_(command),
        fail_on_(fail_on),
        in_(path_, std::ios::binary) {}
  tl::unexpected<base::Error> wrong(std::string_view what) const;
  base::Result<report::ResultLine> parse(const std::string& line) const;

  std::string path_, command_, fail_on_;
  std::ifstream in_;
  std::uint64_t read_ = 0, end_ = 0, line_ = 0;
};

}  // namespace commands
