// The answers of `ehlo codes` in the form that was asked for, and the exit status that they make.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "codes/answer.h"
#include "codes/bounce.h"
#include "codes/code_table.h"
#include "codes/log_line.h"
#include "codes/log_summary.h"
#include "commands/codes/options.h"
#include "commands/table.h"
#include "report/codes_text.h"

namespace commands {

// Refers to what it is made of. Each answer is flushed: a log may be followed.
class CodesOutput {
 public:
  CodesOutput(const CodesOptions& options, Env& env);

  // A code or a reason: a line of a list, or its page as the answer to `asked`.
  void list(const codes::CodePage& page);
  void show(const codes::CodePage& page, std::string_view asked);

  // `recipient`: whom the text is about, where that is known.
  void show(const codes::Answer& answer, std::string_view text, std::string_view recipient = {});
  void show(const codes::LogEvent& event, const codes::Answer& answer);
  void show(const codes::LogSummary& summary);
  // `place`: where the mail stood; empty for standard input. `one_of_many`: it stands above.
  void show(const codes::Bounce& bounce, const std::string& place, bool one_of_many);

  // Whoever pipes a file that is empty, or a command that failed, must not take it for an answer.
  void note_nothing(const std::string& place);
  // Of a mail or a line of a log.
  void note_recipients_left_out(const std::string& place);
  void note_unanswered();  // nothing of what was asked for is there
  void complain(const base::Error& error);

  bool is_open() const;  // somebody reads it still
  Exit exit() const { return exit_; }

 private:
  void note_class(codes::Permanence permanence);

  const CodesOptions& options_;
  Env& env_;
  report::CodesStyle style_;
  Exit exit_ = Exit::ok;
};

// How errors name it: "standard input" for "".
std::string name_of(const std::string& place);

}  // namespace commands
