// The client's half of an SMTP session that somebody pasted, as swaks, telnet, curl -v, ehlo and
// others print it: it tells what each reply answers.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace commands {

// Without the mark by which such programs show that the server said it: "<** ", "S: ".
std::string_view without_server_mark(std::string_view line);

// Whether a client said it: behind a mark of its own, or, as "EHLO our.example", "MAIL FROM:" and
// "RCPT TO:", without any.
bool is_command(std::string_view line);

struct SessionCommand {
  base::Stage stage = base::Stage::none;
  std::string recipient = {};  // of RCPT: "bob@b.example", as it was written
};

// Commands without a reply between them are a block. What its replies answer is known when there
// is one for each command, or when the block ends with fewer.
class PastedSession {
 public:
  // Whether the line is no server's: a command, content of a message, or a remark of the program
  // that printed the session. To be asked of each line, without blanks around it.
  bool takes(std::string_view line);

  // To be told of each other text by its first line. Any but a reply parts one session from
  // another.
  void begin_text(std::string_view text);

  // What the first text answers of which this was not asked yet; without a stage where nobody
  // knows it. Nothing while that depends on the lines to come.
  std::optional<SessionCommand> take_told();

  // No line follows: then everything can be told.
  void finish() { close_block(); }

  bool has_begun() const { return begun_; }

  // Behind 354 and before ".": a line without a mark is content, whatever it looks like.
  bool is_in_message() const { return talk_ == Talk::message; }

  // There will be no ".": it was left out, here and behind the next 354.
  void leave_message() { talk_ = content_ = Talk::unended; }

 private:
  // What the client sends besides commands: up to ".", or what the next reply may end.
  enum class Talk : std::uint8_t { none, message, unended };
  enum class About : std::uint8_t { recipient, other };

  void add_command(std::string_view words);
  void close_block();
  void wait_behind(base::Stage stage, Talk talk);

  std::vector<SessionCommand> block_;
  std::vector<About> replies_;  // to it, never more than commands
  std::deque<SessionCommand> told_;
  bool begun_ = false;      // so that short words are commands
  bool connected_ = false;  // and no reply has come
  bool ended_ = false;      // the last reply was a refusal or a farewell
  Talk talk_ = Talk::none;
  Talk content_ = Talk::message;  // how the content of a message is sent
};

}  // namespace commands
