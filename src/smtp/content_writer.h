// The content of one message on its way: behind DATA with its dots stuffed, or in the chunks of
// BDAT (RFC 3030).
#pragma once

#include <functional>

#include "base/line_ends.h"
#include "base/result.h"
#include "smtp/connection.h"
#include "smtp/conversation.h"
#include "smtp/dot.h"

namespace smtp {

class ContentWriter {
 public:
  ContentWriter(Connection& connection, const Transcript& transcript, const Message& message)
      : connection_(connection), transcript_(transcript), message_(message) {}

  // All of it, and the dot. `declared`: the server knows of its 8-bit characters (RFC 6152), and
  // `declared_utf8` of those in its header (RFC 6531); else there is a warning. An Error is a lost
  // conversation, or content that cannot be read: then no dot was sent.
  base::Result<void> send_dotted(bool declared, bool declared_utf8, int replies);

  // Called for the reply to each chunk but the last; false: no more chunks.
  using Answered = std::function<base::Result<bool>()>;
  // In chunks of `size` octets. With `pipelined` replies are taken a few chunks later, and not
  // before the last chunk is out where there are not so many. What was queued goes out with the
  // first chunk. `last_is_out`: the reply to BDAT LAST is due.
  struct Chunked {
    std::size_t replies_due = 0;  // to chunks, ahead of the last one's
    bool last_is_out = false;
  };
  base::Result<Chunked> send_chunks(std::size_t size, bool pipelined, int replies,
                                    const Answered& answered);

  // All of it as one chunk, for what is known to be small: read, and then held with what is queued.
  base::Result<void> read_whole();
  base::Result<void> hold_whole();

  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t lines() const { return lines_; }

 private:
  base::Result<std::string_view> read();
  base::Result<bool> fill(std::size_t size);
  static base::Result<Chunked> hear_out(Chunked state, const Answered& answered,
                                        base::Error failure);
  std::string_view lines_of(std::string_view piece);

  Connection& connection_;
  const Transcript& transcript_;
  const Message& message_;
  DotEncoder encoder_;
  base::LineEnds line_ends_;
  std::string chunk_, left_;
  std::uint64_t bytes_ = 0, lines_ = 0;
};

}  // namespace smtp
