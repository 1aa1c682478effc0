// One conversation with one server: commands go out, replies come in.
//
// Every call waits; none retries. Once the conversation is lost, each later call returns the Error
// that lost it. What crosses is told to the Transcript.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/deadline.h"
#include "base/result.h"
#include "net/stream.h"
#include "smtp/reply.h"
#include "smtp/transcript.h"

namespace smtp {

class Connection {
 public:
  // `limit`: time for one reply or one write; zero is none. Each stage has RFC 5321 section
  // 4.5.3.2's time as its ceiling.
  Connection(std::unique_ptr<net::Stream> stream, Transcript& transcript, base::Duration limit);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Puts one command in the group to be written. `shown` stands in the transcript instead of a
  // line that holds a secret. A CR, LF or NUL inside it is a usage Error and nothing is sent: it
  // would be two commands.
  base::Result<void> queue(base::Stage stage, std::string_view line);
  // Writes the group in one write.
  base::Result<void> flush();
  // queue() and flush().
  base::Result<void> send(base::Stage stage, std::string_view line);

  // Sends a line of a SASL exchange: not shown, but for what `shown` says.
  base::Result<void> send_secret(std::string_view line, std::string_view shown);

  // Waits for one whole reply, to `stage`. The first one is the greeting.
  base::Result<Reply> receive(base::Stage stage);
  // The same inside a SASL exchange: what it holds is told as AuthLine, 334 challenges masked.
  base::Result<Reply> receive_secret(bool mask_challenge);

  // Writes message content as it is (dots already stuffed) and tells it to the transcript.
  base::Result<void> write_content(std::string_view bytes);

  // Handshakes, after the server's 220. Plaintext that arrived ahead of the handshake is an Error:
  // its sender cannot be told from an attacker (CVE-2011-0411).
  base::Result<net::TlsFacts> start_tls(const net::TlsOptions& options);

  // Says QUIT and waits, 2 s at most once the conversation is in trouble, for the answer.
  // What comes of it changes nothing that was decided before.
  std::optional<Reply> quit();

  // Ends without QUIT.
  void close();

  bool lost() const { return error_.has_value(); }
  const std::optional<base::Error>& error() const { return error_; }
  net::Stream& stream() { return *stream_; }
  Transcript& transcript() { return transcript_; }

 private:
  // (see connection.cc)
  base::Deadline deadline_for(base::Stage stage) const;
  base::Result<void> refuse_unread(base::Stage next);
  base::Result<void> write(base::Stage stage, std::string_view bytes);
  base::Result<Reply> read_reply(base::Stage stage);
  tl::unexpected<base::Error> lose(base::Error error);
  void tell_notes();

  std::unique_ptr<net::Stream> stream_;
  Transcript& transcript_;
  base::Duration limit_;
  ReplyParser parser_;
  std::string group_;
  base::Stage group_stage_ = base::Stage::none;
  int awaited_ = 1;  // replies that commands already sent will bring; the greeting is the first
  bool greeted_ = false;
  std::chrono::steady_clock::time_point written_{};
  std::optional<base::Error> error_;
};

}  // namespace smtp
