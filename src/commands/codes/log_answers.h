// The answers of `ehlo codes` to a log.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codes/classifier.h"
#include "codes/line_reader.h"
#include "codes/log_line.h"
#include "codes/log_summary.h"
#include "commands/codes/output.h"

namespace commands {

// Refers to what it is made of.
class LogAnswers {
 public:
  // Of lines from `since` on (0: of all), and of those without a time.
  LogAnswers(const codes::Classifier& classifier, std::time_t since, CodesOutput& output)
      : classifier_(classifier), since_(since), output_(output) {}

  // Each refusal as it comes. Errors are those of LineReader.
  base::Result<void> explain(codes::LineReader& lines);

  // One summary of all, also when a signal ends the log. Errors as above.
  base::Result<void> summarise(codes::LineReader& lines);

 private:
  bool is_recent(const codes::LogEvent& event) const;
  bool explain_line(std::string_view line);
  bool explain_unwrapped(std::string_view text);

  const codes::Classifier& classifier_;
  std::time_t since_;
  CodesOutput& output_;
  codes::LogReader reader_;
  bool leaves_out_ = false;  // a line names more recipients than are told
};

}  // namespace commands
