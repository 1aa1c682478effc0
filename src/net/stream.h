// The border to the peer: all bytes of a conversation cross a Stream.
//
// TCP, a unix socket, a child process, TLS on top of any of them, and the scripted stream of the
// tests are the same to everything above. Each call obeys one Deadline for the whole of it. Errors
// have kind timeout, lost or tls; the caller adds the stage it was in.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "net/tls.h"

namespace net {

class Stream {
 public:
  virtual ~Stream() = default;

  // Waits for at least one byte and takes what is there. 0 is the end of the stream.
  virtual base::Result<std::size_t> read(std::span<char> into, base::Deadline deadline) = 0;

  // Writes all pieces, in order, as few system calls as can be; or fails.
  virtual base::Result<void> write(std::span<const std::string_view> pieces,
                                   base::Deadline deadline) = 0;

  // Of the write() that failed last not one byte is out: the peer can have acted on none of it.
  virtual bool wrote_nothing() const { return false; }

  // True when read() would not wait: bytes, or the end, are there already.
  virtual bool has_input() = 0;

  // The handshake as the client. Error kind protocol: plaintext came, though the server had agreed
  // to TLS. After an Error (also those of check_options()) the stream is closed.
  virtual base::Result<TlsFacts> start_tls(const TlsOptions& options, base::Deadline deadline) = 0;

  // The handshake as the server.
  virtual base::Result<TlsFacts> accept_tls(const TlsIdentity& identity,
                                            base::Deadline deadline) = 0;

  // Leaves TLS with a close_notify each way and goes on in plaintext.
  virtual base::Result<void> stop_tls(base::Deadline deadline) = 0;

  // Says goodbye (close_notify, then FIN). A second call does nothing. The destructor calls it.
  virtual void close() = 0;

  // Ends the conversation rudely: RST on TCP, SIGTERM for a child.
  virtual void reset() = 0;

  // Lines that the transport itself has to tell since the last call: what a child wrote to its
  // standard error (not yet made printable; at most 100 lines of 4096 bytes are kept).
  virtual std::vector<std::string> take_notes() { return {}; }
};

// read() and write() for one piece.
base::Result<void> write_all(Stream& stream, std::string_view bytes, base::Deadline deadline);

}  // namespace net
