// One mail transaction: MAIL, RCPT, DATA or BDAT, and the content (RFC 5321 section 3.3).
#pragma once

#include <span>

#include "base/result.h"
#include "smtp/connection.h"
#include "smtp/content_writer.h"
#include "smtp/conversation.h"

namespace smtp {

// Runs plan.sender, plan.recipients and the message of plan.compose through the connection; what
// the server says goes to `outcome`. Where the server's LIMITS want it, the
// recipients are cut into several transactions (not for a message that can be read only once: that
// is an Error of kind unsupported); what then goes beyond `most` transactions is not sent, and told
// by an Error of kind lost. DATA is sent only when a recipient was accepted; in a pipelined group,
// where it went out before that was known, a lone dot takes a 354 back (RFC 2920 section 3.1),
// unless it is MAIL alone that was refused: then the connection is closed. An Error is a lost
// conversation, or a message that could not be read: then nothing is delivered. True when the
// server holds nothing of it any more; else RSET is due. `composed`: what plan.compose made for the
// first of them already.
base::Result<bool> run_transaction(Connection& connection, Transcript& transcript, const Plan& plan,
                                   Outcome& outcome, std::uint64_t most,
                                   std::optional<Message> composed = {});

// One of them at work. All that it is made from must outlive it.
class Transaction {
 public:
  Transaction(Connection& connection, Transcript& transcript, const Plan& plan, Outcome& outcome,
              std::span<RecipientResult> recipients, const Message& message);

  // The whole of it, at once.
  base::Result<void> run(bool pipelined);

  // The same in three steps, for one whose envelope goes out in the write that ends the message
  // ahead of it (RFC 2920 section 3.1). Its recipients must fit one group.
  bool fits_one_group() const { return recipients_.size() <= kMostInGroup; }
  base::Result<void> queue_envelope();  // MAIL, RCPT and DATA go to the connection's queue
  base::Result<bool> open();            // the replies to them; true: the content is due
  base::Result<void> content();         // it, its dot, what is queued behind; and the reply to it

  // The same in two steps, for a message of one chunk (RFC 3030) that goes out with others in one
  // write. `behind_others`: what becomes of the one ahead is not known yet. A server may keep the
  // transaction of a chunk that it refused, so RSET stands before MAIL then: else this message
  // would go to the recipients of that one.
  base::Result<void> hold_whole(bool behind_others);
  base::Result<void> finish_whole();  // the replies

  bool over() const { return closing_ || outcome_.stopped; }
  // The server holds nothing of it any more. The dot ends a transaction, whatever it is answered;
  // behind a chunk that was refused only RSET does (RFC 3030 section 2).
  bool ended() const;
  // Leaves nothing of a transaction that ended before its content.
  base::Result<void> reset();

 private:
  // Their replies must fit the socket buffers, or both sides could wait for the other to read
  // (RFC 2920 section 3.1).
  static constexpr std::size_t kMostInGroup = 100;

  base::Result<void> one_by_one();
  base::Result<void> in_groups();
  base::Result<void> queue_rcpts(std::span<const RecipientResult> group);
  base::Result<void> receive_mail();
  base::Result<void> receive_rcpt(RecipientResult& recipient);
  base::Result<void> receive_data();
  base::Result<void> receive_envelope(std::span<RecipientResult> group, bool with_mail);
  base::Result<bool> content_is_due();
  base::Result<void> take_back_data();
  base::Result<void> receive_for_nobody();
  base::Result<void> content_in_chunks(bool pipelined, bool envelope_is_due);
  base::Result<bool> receive_chunk();
  base::Result<void> receive_last_chunk();
  base::Result<void> receive_reset();
  base::Result<void> receive_final();
  base::Result<void> receive_each();
  base::Result<Reply> receive_dot();
  void settle_all(const Reply& reply);
  int replies_to_content() const;

  bool any_accepted() const;
  bool all_refused() const;
  void close_if_421(const Reply& reply);
  void refuses(base::Stage stage);
  bool stops_at(base::Stage stage);
  void count_content();

  Connection& connection_;
  Transcript& transcript_;
  const Plan& plan_;
  Outcome& outcome_;
  std::span<RecipientResult> recipients_;
  const Message& message_;
  ContentWriter writer_;
  bool closing_ = false;
  bool chunk_refused_ = false;
  bool reset_is_due_ = false;  // the reply to the RSET of hold_whole()
};

}  // namespace smtp
