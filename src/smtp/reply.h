// A server's reply (RFC 5321 section 4.2), and the parser that finds it in a stream of bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace smtp {

// RFC 3463: class 2, 4 or 5, subject and detail of up to three digits.
struct EnhancedStatus {
  int klass = 0;
  int subject = 0;
  int detail = 0;
  friend bool operator==(const EnhancedStatus&, const EnhancedStatus&) = default;
};

// "5.1.1" at the start of `text`, without leading zeros; the rest is left in `text`.
std::optional<EnhancedStatus> take_enhanced_status(std::string_view& text);
// The same, followed by a blank or nothing.
std::optional<EnhancedStatus> parse_enhanced_status(std::string_view text);
std::string show(const EnhancedStatus& status);  // "5.1.1"

struct Reply {
  int code = 0;
  std::vector<std::string>
      lines;             // text behind "250-" or "250 "; raw bytes: printable() before show
  bool bare_lf = false;  // a line ended in LF alone, against RFC 5321 section 2.3.8

  bool ok() const { return code >= 200 && code < 300; }
  bool go_on() const { return code >= 300 && code < 400; }
  bool temporary() const { return code >= 400 && code < 500; }
  bool permanent() const { return code >= 500; }

  // The enhanced status code that starts the first line, when it is one and its class is the
  // code's own (RFC 2034 section 4).
  std::optional<EnhancedStatus> status() const;

  // All lines joined by LF, without codes.
  std::string text() const;
};

// "550 5.1.1 no such user": on one line, printable, cut at 300 characters. For messages to people.
std::string one_line(const Reply& reply);

// Takes bytes as they come and gives replies as they are complete.
//
// `250` alone or with a blank and no text is complete at once. A line that is not a reply line, and
// a reply whose lines disagree on the code, are Errors of kind protocol: clients in the wild differ
// on which code counts, so none is chosen. Limits: kMaxLine, kMaxLines, kMaxReply.
class ReplyParser {
 public:
  static constexpr std::size_t kMaxLine = 4096;
  static constexpr std::size_t kMaxLines = 512;
  static constexpr std::size_t kMaxReply = 256 * 1024;

  // Adds bytes from the stream.
  void feed(std::string_view bytes);

  // The next whole reply, or nothing yet. After an Error each later call returns it again.
  base::Result<std::optional<Reply>> next();

  // Bytes that no reply has taken yet, incomplete lines included.
  std::string_view unread() const { return std::string_view(buffer_).substr(start_); }
  // Complete lines of the reply under way (for showing what a broken reply was).
  const Reply& partial() const { return partial_; }

  // Forgets unread bytes, and the lines of a reply that is not whole.
  void clear();

  // From now on no Error quotes what came: a secret was said, and may stand in it.
  void withhold() { quotes_ = false; }

 private:
  std::optional<std::string_view> take_line();
  void drop_taken();
  base::Result<bool> take_reply_line(std::string_view line);
  std::string quote(std::string_view line) const;

  std::string buffer_;
  std::size_t start_ = 0;
  std::size_t scanned_ = 0;
  Reply partial_;
  std::size_t partial_bytes_ = 0;
  bool quotes_ = true;
  std::optional<base::Error> error_;
};

}  // namespace smtp
