// The lines of a message as a session file keeps them: what differs each time is a variable, so
// that the file can be played again by either side.
#pragma once

#include <string>
#include <string_view>

namespace session {

class RecordedMessage {
 public:
  enum class Form {
    dotted,   // behind DATA
    counted,  // one chunk: a variable stands only for what always has its length
    cut,      // many chunks, which end anywhere: all stays as it is
  };
  explicit RecordedMessage(Form form = Form::dotted) : form_(form) {}

  // The C: line for this line of the message (without CRLF; dots stuffed). In its header the date
  // becomes {{date}}, also at the end of another field (the subject of a test message), and the
  // Message-ID {{message_id}}; in all of it the word that makes its boundaries unique becomes
  // {{unique}} there. A DKIM-Signature ends all that.
  std::string line(std::string_view text);

 private:
  std::string of_header(std::string_view text);
  std::string of_date(std::string_view text, std::string_view value);
  std::string with_unique(std::string_view text);

  Form form_;
  bool in_header_ = true;
  bool signed_ = false;
  std::string date_;    // as the Date field has it
  std::string unique_;  // of the boundaries, or of the Message-ID when counted
};

}  // namespace session
