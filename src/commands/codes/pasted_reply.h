// Replies that somebody pasted, put together again from their lines.
#pragma once

#include <cstdint>
#include <deque>
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

// What the beginning of a text is. Of a session in which a server refused something, what it
// accepted needs no answer.
enum class SessionKind : std::uint8_t { none, accepted, refused };
SessionKind session_in(std::string_view beginning);

struct PastedText {
  std::string text;                       // its lines parted by LF
  base::Stage stage = base::Stage::none;  // of the command that it answers, where one stands above
  std::string recipient = {};             // that the command names
  bool operator==(const PastedText&) const = default;
};

// Texts of which each has a line, but for those that have several: replies (every line begins with
// the same code, all but the last with "-" behind it), what a mail program has quoted with ">", and
// in a letter the lines that go on where a reply was wrapped. A text is given as soon as it is
// known to be complete, and what it answers.
class PastedLines {
 public:
  explicit PastedLines(bool letter) : letter_(letter) {}

  // The texts that are complete with this line. `next` is what is known of the line behind it;
  // empty when nothing is: nobody waits for it.
  std::vector<PastedText> take(std::string_view line, std::string_view next = {});

  // What is still kept when no line follows.
  std::vector<PastedText> finish();

  // Whether some line was one of a session.
  bool is_session() const { return session_.has_begun(); }

 private:
  bool goes_on(std::string_view words, bool quoted) const;
  bool may_go_on() const;
  void add(std::string_view line, std::string_view next);
  void keep_content(std::string_view line, std::string_view bare);
  void look_back();
  void complete();
  std::vector<PastedText> give();

  bool letter_;
  PastedSession session_;
  std::vector<std::string> lines_;              // of the text that may go on
  std::deque<std::vector<std::string>> texts_;  // those of one stage together
  std::string content_;                         // of a message, from what looks like a reply on
  std::size_t kept_bytes_ = 0;                  // about, in lines_ and texts_
  bool quoted_ = false;
  bool indented_next_ = false;
};

}  // namespace commands
