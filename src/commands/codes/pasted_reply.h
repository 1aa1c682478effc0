// Replies that somebody pasted, put together again from their lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "commands/codes/pasted_session.h"

namespace commands {

// Whether the beginning of a text is that of a letter or a transcript that quotes a reply: besides
// a line with a reply code it has a salutation, empty lines, lines quoted with ">" or commands of a
// client.
bool is_letter(std::string_view beginning);

// Whether it is that of a session in which a server refused something: what it accepted needs no
// answer then.
bool is_refused_session(std::string_view beginning);

struct PastedText {
  std::string text;                       // its lines parted by LF
  base::Stage stage = base::Stage::none;  // of the command that it answers, where one stands above
  bool operator==(const PastedText&) const = default;
};

// Texts of which each has a line, but for those that have several: replies (every line begins with
// the same code, all but the last with "-" behind it), what a mail program has quoted with ">", and
// in a letter the lines that go on where a reply was wrapped. A text is given as soon as it is
// known to be complete.
class PastedLines {
 public:
  explicit PastedLines(bool letter) : letter_(letter) {}

  // The texts that are complete with this line. `next` is what is known
  // of the line behind it; empty when nothing is: nobody waits for it.
  std::vector<PastedText> take(std::string_view line, std::string_view next = {});

  // What is still kept when no line follows.
  std::vector<PastedText> finish();

 private:
  bool goes_on(std::string_view words, bool quoted) const;
  bool may_go_on() const;
  std::vector<PastedText> give();

  bool letter_;
  PastedSession session_;
  base::Stage stage_ = base::Stage::none;  // of what is kept
  std::vector<std::string> lines_;
  bool quoted_ = false;
  bool indented_next_ = false;
};

}  // namespace commands
