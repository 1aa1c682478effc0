// The client's half of an SMTP session that somebody pasted, as swaks, telnet, curl -v, ehlo and
// others print it: it tells what each reply answers.
#pragma once

#include <deque>
#include <string_view>

#include "base/result.h"

namespace commands {

// Without the mark by which such programs show that the server said it: "<** ", "S: ".
std::string_view without_server_mark(std::string_view line);

// Whether a client said it: behind a mark of its own, or "MAIL FROM:" and "RCPT TO:" without any.
bool is_command(std::string_view line);

class PastedSession {
 public:
  // Whether the line is no server's: a command, content of a message, or a remark of the program
  // that printed the session. To be asked of each line, without blanks around it.
  bool takes(std::string_view line);

  // What the reply that begins with this line answers; Stage::none where that is not known, as
  // behind any other text: that parts one session from another.
  base::Stage stage_of(std::string_view text);

 private:
  void add_command(std::string_view words);
  base::Stage take_waiting();

  std::deque<base::Stage> waiting_;  // for their replies
  bool begun_ = false;               // so that short words are commands
  bool connected_ = false;           // and no reply has come
  bool pipelines_ = false;           // several commands may wait; else replies were left out
  bool talks_ = false;               // the client sends content or answers to challenges
  bool ended_ = false;               // the last reply was a refusal or a farewell
};

}  // namespace commands
