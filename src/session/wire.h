// One connection of a player: bytes out exactly as given, replies or exact bytes in.
//
// smtp::Connection sends commands and no more; a session file may also send half a line, read what
// is no reply, or want silence. Errors are the Stream's, of kind protocol when what came is no
// reply.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/deadline.h"
#include "base/result.h"
#include "net/stream.h"
#include "smtp/reply.h"

namespace session {

class Wire {
 public:
  explicit Wire(std::unique_ptr<net::Stream> stream) : stream_(std::move(stream)) {}

  base::Result<void> write(std::string_view bytes, base::Deadline deadline);

  base::Result<smtp::Reply> reply(base::Deadline deadline);
  // From the last write to the end of the last reply.
  base::Duration reply_time() const { return reply_time_; }

  // Exactly so many bytes. The Error's text ends with those that did come.
  base::Result<std::string> bytes(std::size_t count, base::Deadline deadline);
  // Up to and without CRLF. Error kind protocol when it is longer than `most`, or ends with LF
  // alone: who takes that for a line can be smuggled past (RFC 5321 section 2.3.8).
  base::Result<std::string> line(std::size_t most, base::Deadline deadline);
  // Up to and with LF, whatever stands before it.
  base::Result<std::string> raw_line(std::size_t most, base::Deadline deadline);

  enum class Quiet { silent, ended, spoke };
  // What happens first: bytes, the end of the stream, or the deadline. Takes no bytes away.
  base::Result<Quiet> listen(base::Deadline deadline);

  // What came and was not taken; also what lies in the kernel's buffer.
  base::Result<std::string> unread(base::Deadline deadline);
  // Only what was read already.
  std::string_view held() const { return parser_.unread(); }

  net::Stream& stream() { return *stream_; }
  base::Duration elapsed() const;

 private:
  base::Result<std::size_t> read_some(base::Deadline deadline);
  std::string take(std::size_t count);

  std::unique_ptr<net::Stream> stream_;
  smtp::ReplyParser parser_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point written_ = begun_;
  base::Duration reply_time_{};
};

}  // namespace session
