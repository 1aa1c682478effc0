// An mbox in the mboxrd form: a line "From sender date" before each message, LF line ends, and one
// more `>` before each line of the message that starts with `>`s and "From ".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/deadline.h"
#include "smtp/mailbox.h"

namespace message {

// Content with CRLF, cut anywhere, as it stands in the file.
class MboxEncoder {
 public:
  // Valid until the next call.
  std::string_view encode(std::string_view piece);
  // What is held back still, the end of the last line, and the empty line behind the message.
  std::string_view finish();

 private:
  std::string_view take_line_start(std::string_view piece);
  void end_line_start();

  bool at_line_start_ = true;
  std::size_t matched_ = 0;  // of "From "
  bool held_cr_ = false;
  char last_ = '\n';  // that was given out
  std::string out_;
};

class Mbox final : public smtp::Mailbox {
 public:
  static constexpr base::Duration kLockPatience = std::chrono::seconds(10);

  // Creates the file where it is missing. Error kind io. Each message is received into a nameless
  // file beside it first, so that a slow client holds no lock; then it is appended under flock().
  // What cannot be appended whole is taken off again, and what an interrupted append left behind
  // is closed with an empty line, so that it cannot swallow the next message. Another holder of the
  // lock is waited for kLockPatience.
  static base::Result<std::unique_ptr<Mbox>> open(const std::string& path);

  base::Result<std::unique_ptr<smtp::Delivery>> begin(const smtp::Envelope& envelope) override;

 private:
  explicit Mbox(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace message
