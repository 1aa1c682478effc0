// Reads results that an earlier run has written: NDJSON, target by target.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "base/result.h"
#include "commands/exit.h"

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
  // Error kind no_input.
  static base::Result<ResultReader> open(const std::string& path);

  // Nothing at the end. A last line without its end, and a last target without all of its lines,
  // are what a killed run leaves: they count as the end. Error kind parse, naming the line, for
  // what is no result.
  base::Result<std::optional<TargetResult>> next();

  // Where the whole results end; bytes from the beginning.
  std::uint64_t end() const { return end_; }
  // After the end: that something unfinished stands behind it.
  bool is_cut() const { return read_ > end_; }

 private:
  explicit ResultReader(std::string path) : path_(std::move(path)), in_(path_, std::ios::binary) {}
  tl::unexpected<base::Error> wrong(const char* what) const;

  std::string path_;
  std::ifstream in_;
  std::uint64_t read_ = 0, end_ = 0, line_ = 0;
};

}  // namespace commands
