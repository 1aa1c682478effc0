// One conversation with one server: commands go out, replies come in.
//
// Every call waits; none retries. Once the conversation is lost, each later call returns the Error
// that lost it. Where it is a write that fails, the replies that are due to what was written before
// can still be received: a server that takes no more may have answered. What crosses is told to the
// Transcript.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "net/stream.h"
#include "smtp/reply.h"
#include "smtp/transcript.h"

namespace smtp {

// How long to wait. Zero is without end.
struct Patience {
  base::Duration each;  // for one whole reply, or one write
  // For the server to take over the message, from the dot on. Who gives up earlier than the ten
  // minutes of RFC 5321 section 4.5.3.2.6, and sends again, delivers it twice (RFC 1047).
  base::Duration dot;
};

class Connection {
 public:
  Connection(std::unique_ptr<net::Stream> stream, Transcript& transcript, Patience patience);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Adds one command to the group that flush() writes. A CR, LF or NUL inside it is a usage Error
  // and nothing of its group is sent: it would be two commands.
  base::Result<void> queue(base::Stage stage, std::string_view line);
  // Writes the group in one write. What the server said without having been asked is an Error:
  // it must not be taken for the answer to what is sent now.
  base::Result<void> flush();
  // queue() and flush().
  base::Result<void> send(base::Stage stage, std::string_view line);

  // Bytes ahead of the whole conversation: the header of a proxy.
  base::Result<void> write_ahead(std::string_view bytes);

  // Waits for one whole reply to `stage`; Stage::greeting for the first.
  base::Result<Reply> receive(base::Stage stage);

  // `mask` goes over all that the server says from now on, wherever it is shown or kept: it may
  // repeat what is said in a login. What is not a whole reply is not shown at all any more, as half
  // a secret is found by no mask. Each mask that was given stays.
  using Mask = std::function<std::string(std::string)>;
  void conceal(Mask mask);

  // One line of a SASL exchange and the reply to it, unmasked: a challenge must be exact. `shown`
  // stands in the transcript.
  base::Result<Reply> exchange_secret(std::string_view line, std::string_view shown);

  // Message content as it is (dots stuffed already), told to the transcript. Together: pieces of
  // less than kHeld in all are written with what follows them. Raw: it comes with its own dot, so
  // that from its first byte on the message may have been delivered.
  enum class Flow { together, as_it_comes, raw };
  base::Result<void> write_content(std::string_view bytes, Flow flow = Flow::together);
  static constexpr std::size_t kHeld = 64 * 1024;
  // Writes what ends the content (the dot), and behind it, in the same write, the queued group;
  // from here on `replies` are awaited (LMTP gives one a recipient) and the outcome is the server's
  // to say. A reply that is there before is none to it.
  base::Result<void> end_content(std::string_view end, const event::ContentEnd& told, int replies);
  // Of the content that ended first nobody was a recipient: the loss of its reply leaves nothing
  // open.
  void forget_end() { ends_ = ends_ > 0 ? ends_ - 1 : 0; }

  // Writes the queued group, this BDAT and its octets in one write, and awaits `replies` to it.
  base::Result<void> send_chunk(base::Stage stage, std::string_view line, std::string_view octets,
                                int replies);
  // The same, but it is held for release(), that writes all that is held at once.
  base::Result<void> hold_chunk(base::Stage stage, std::string_view line, std::string_view octets,
                                int replies);
  // An Error of Stage::dot: some of it may be out. Of another stage: not one byte is.
  base::Result<void> release(base::Stage stage);
  std::size_t held() const { return held_.size(); }

  // The refusal that a server gave before it had the whole message, or its answer to raw content,
  // when the conversation was lost then: its final word, though nobody had asked for it yet.
  const std::optional<Reply>& final_word() const { return final_word_; }

  // Handshakes, after the server's 220 or at once. Plaintext that arrived ahead of the handshake is
  // an Error: its sender cannot be told from an attacker (CVE-2011-0411).
  base::Result<net::TlsFacts> start_tls(const net::TlsOptions& options);

  // Says QUIT and takes the answer, for which it waits 2 s at most: it changes nothing that was
  // decided before. Where QUIT could be taken for message content, or the stream is gone, or the
  // server still owes the reply to the dot, it only closes. What lost the conversation is told
  // ahead of the QUIT.
  void quit();

  // Ends without QUIT.
  void close();

  // Closes, without a word, as soon as a command of this stage is written. The call that wrote it
  // and each later one then return an Error, and dropped() is true.
  void drop_after_send(base::Stage stage) { drop_stage_ = stage; }
  bool dropped() const { return dropped_; }

  bool lost() const { return error_ || unwritable_; }

  // Whether the Error of the conversation that was lost ends with what became of the message.
  bool tells_fate() const { return tells_fate_; }

  // Nothing is due and nothing half said: a new command means what it says.
  bool idle() const { return awaited_ == 0 && !in_content_ && held_.empty() && group_.empty(); }
  bool closed() const { return closed_; }  // by us

 private:
  base::Deadline deadline_for(base::Stage stage) const;
  base::Result<void> begin_content();
  base::Result<void> refuse_unread(base::Stage next);
  void keep_final_word(base::Stage stage, const Reply& said);
  base::Result<void> take_group();
  base::Result<void> drop_if_due();
  base::Result<void> write(base::Stage stage, std::string_view bytes, bool secret);
  base::Result<void> write_held(base::Stage stage, std::string_view bytes);
  base::Result<void> hold_bdat(base::Stage stage, std::string_view line, std::string_view octets,
                               int replies);
  base::Result<Reply> read_reply(base::Stage stage, base::Deadline deadline, bool secret);
  base::Result<std::size_t> read_some(base::Deadline deadline, bool secret);
  base::Error told_of(base::Stage stage, base::Error cause, std::string_view doing);
  tl::unexpected<base::Error> lose(base::Stage stage, base::Error cause, std::string_view doing);
  tl::unexpected<base::Error> lose_writing(base::Stage stage, base::Error cause, bool secret);
  tl::unexpected<base::Error> write_no_more(base::Stage stage, base::Error cause);
  base::Result<void> drop_if_asked(base::Stage stage);
  const base::Error& trouble() const { return error_ ? *error_ : *unwritable_; }
  void tell_last_words(base::Stage stage);
  void tell_notes();
  void tell_raw(std::string_view text);
  bool may_say_quit(const std::optional<base::Error>& trouble) const;
  void say_quit(const std::optional<base::Error>& trouble);
  std::string masked(std::string text) const;
  Reply masked(Reply reply) const;
  bool conceals() const { return !masks_.empty(); }

  std::unique_ptr<net::Stream> stream_;
  Transcript& transcript_;
  Patience patience_;
  std::optional<base::Deadline> farewell_;  // of all that QUIT takes
  ReplyParser parser_;
  struct Queued {
    base::Stage stage;
    std::string line;
  };
  std::vector<Queued> group_;
  std::string held_;            // what is told and not written yet
  int awaited_ = 1;             // replies that are due; the greeting is the first
  int owed_ = 0;                // of them those to what was written before the write under way
  int ends_ = 0;                // and those to the end of a message
  bool data_asked_ = false;     // DATA is out, and not answered
  bool in_content_ = false;     // what is sent now may be taken for a line of the message
  bool content_begun_ = false;  // its first piece is written
  bool raw_content_ = false;    // its own dot may be behind us
  bool closed_ = false;
  base::Stage drop_stage_ = base::Stage::none;
  bool drop_due_ = false, dropped_ = false;
  std::chrono::steady_clock::time_point written_ = std::chrono::steady_clock::now();
  std::vector<Mask> masks_;
  std::string raw_line_;  // came in and is not told yet
  std::optional<Reply> final_word_;
  std::optional<base::Error> unwritable_;  // no more can be written; what is owed_ can be read
  std::optional<base::Error> error_;
  bool tells_fate_ = false;
};

}  // namespace smtp
