// The lines of a message as a session file keeps them: what differs each time is a variable, so
// that the file can be played again by either side.
#pragma once

#include <string>
#include <string_view>

namespace session {

class RecordedMessage {
 public:
  // The C: line for this line of the message (without CRLF; dots stuffed). In its header the date
  // becomes {{date}}, also at the end of another field (the subject of a test message), and the
  // Message-ID {{message_id}}; not below a DKIM-Signature.
  std::string line(std::string_view text);

 private:
  bool in_header_ = true;  // and nothing has signed what follows
  std::string date_;       // as the Date field has it
};

}  // namespace session
