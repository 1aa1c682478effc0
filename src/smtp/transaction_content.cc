// The part of a Transaction behind its envelope.
#include <algorithm>
#include <utility>
#include <vector>

#include "smtp/envelope.h"
#include "smtp/transaction.h"

namespace smtp {

using base::fail;
using base::Result;
using base::Stage;

void Transaction::settle_all(const Reply& reply) {
  for (RecipientResult& recipient : recipients_)
    if (recipient.rcpt->ok()) recipient.final = reply;
  if (!reply.ok()) refuses(Stage::message);
}

int Transaction::replies_to_content() const {
  if (!plan_.lmtp) return 1;
  return static_cast<int>(std::ranges::count_if(recipients_, [](const RecipientResult& recipient) {
    return recipient.rcpt && recipient.rcpt->ok();
  }));
}

void Transaction::count_content() {
  outcome_.content_bytes = writer_.bytes();
  outcome_.content_lines = writer_.lines();
}

// A server that refuses in the middle of the message and closes has refused it: "try again" would
// be the wrong advice for a 552, and for a message that came with its own dot and was taken. Behind
// the dot by LMTP it has spoken for one recipient only.
Result<void> Transaction::content() {
  const bool declared = declares_8bit(message_, outcome_.extensions);
  const auto sent =
      writer_.send_dotted(declared, outcome_.extensions.has("SMTPUTF8"), replies_to_content());
  count_content();
  const auto& said = connection_.final_word();
  const bool spoken = said && !(plan_.lmtp && !sent && sent.error().stage == Stage::dot);
  if (!sent && !spoken) return sent;
  auto done = sent ? receive_final() : Result<void>();
  if (!sent) settle_all(*said);
  if (closing_) connection_.close();
  return done;
}

// The reply to a chunk that is not the last. A refused one is the end of the message: what is in
// flight behind it is refused too (RFC 3030 section 2).
Result<bool> Transaction::receive_chunk() {
  auto reply = connection_.receive(Stage::data);
  if (!reply) return fail(reply.error());
  close_if_421(*reply);
  const bool ok = reply->ok();
  if (!ok) refuses(Stage::data);
  chunk_refused_ = chunk_refused_ || !ok;
  if (!ok || !outcome_.data || outcome_.data->ok()) outcome_.data = std::move(*reply);
  return ok && !closing_;
}

// With `envelope_is_due` the envelope goes out with the first chunk, and its replies come before
// those of the chunks.
Result<void> Transaction::content_in_chunks(bool pipelined, bool envelope_is_due) {
  if (stops_at(Stage::data)) return {};
  const auto envelope = [&]() -> Result<bool> {
    if (!std::exchange(envelope_is_due, false)) return true;
    if (auto got = receive_envelope(recipients_, true); !got) return fail(got.error());
    return outcome_.mail->ok() && any_accepted() && !closing_;
  };
  const auto answered = [&]() -> Result<bool> {
    const auto on = envelope();
    if (!on) return on;
    const auto chunk = receive_chunk();
    return chunk ? Result<bool>(*on && *chunk) : chunk;
  };
  const int replies = replies_to_content();
  const auto sent =
      writer_.send_chunks(plan_.chunk_size, pipelined, envelope_is_due ? 1 : replies, answered);
  count_content();
  if (!sent) return fail(sent.error());
  if (const auto on = envelope(); !on) return fail(on.error());
  for (std::size_t i = 0; i < sent->replies_due && !closing_; ++i)
    if (auto got = receive_chunk(); !got) return fail(got.error());
  if (!sent->last_is_out || closing_) return {};
  return receive_last_chunk();
}

// A server that refused MAIL and yet accepts a recipient may queue the message: what it says then
// is the outcome.
Result<void> Transaction::receive_last_chunk() {
  if (any_accepted() && !chunk_refused_) return receive_final();
  // By LMTP there is one reply a recipient, or a single 503: nothing can be asked behind them.
  if (replies_to_content() > 1) closing_ = true;
  return receive_for_nobody();
}

Result<void> Transaction::hold_whole(bool behind_others) {
  if (auto read = writer_.read_whole(); !read) return read;
  count_content();
  reset_is_due_ = behind_others;
  if (behind_others)
    if (auto queued = connection_.queue(Stage::rset, "RSET"); !queued) return queued;
  const auto line = mail_command(plan_, message_, outcome_.extensions);
  if (auto queued = connection_.queue(Stage::mail, line); !queued) return queued;
  if (auto queued = queue_rcpts(recipients_); !queued) return queued;
  return writer_.hold_whole();
}

// Without it this message went to the recipients of the one ahead, too.
Result<void> Transaction::receive_reset() {
  if (!std::exchange(reset_is_due_, false)) return {};
  const auto reply = connection_.receive(Stage::rset);
  if (!reply) return fail(reply.error());
  if (reply->ok()) return {};
  connection_.close();
  return fail(base::ErrorKind::protocol, Stage::dot,
              "the server refused RSET between two messages; the message may have been delivered, "
              "and to others, too");
}

Result<void> Transaction::finish_whole() {
  if (auto apart = receive_reset(); !apart) return apart;
  if (auto got = receive_envelope(recipients_, true); !got) return got;
  auto last = closing_ ? Result<void>() : receive_last_chunk();
  if (closing_) connection_.close();
  return last;
}

Result<Reply> Transaction::receive_dot() {
  auto reply = connection_.receive(Stage::dot);
  if (!reply) return reply;
  close_if_421(*reply);
  if (!reply->ok() && reply->code != 353) refuses(Stage::dot);
  return reply;
}

// By SMTP one reply speaks for all accepted recipients; by LMTP each has its own, in their order
// (RFC 2033 section 4.2). By PRDR it is a 353 that announces them.
Result<void> Transaction::receive_final() {
  std::optional<Reply> common;
  for (RecipientResult& recipient : recipients_) {
    if (!recipient.rcpt->ok()) continue;
    if (!common || plan_.lmtp) {
      auto reply = receive_dot();
      if (!reply) return fail(reply.error());
      if (plan_.prdr && reply->code == 353) return receive_each();
      common = std::move(*reply);
    }
    recipient.final = common;
  }
  stops_at(Stage::dot);
  return {};
}

// The last reply is about the message as a whole, and it alone takes the message over: refused
// there, or not said, it is delivered to nobody.
Result<void> Transaction::receive_each() {
  std::vector<Reply> own;
  for (const RecipientResult& recipient : recipients_) {
    if (!recipient.rcpt->ok() || closing_) continue;
    auto reply = receive_dot();
    if (!reply) return fail(reply.error());
    own.push_back(std::move(*reply));
  }
  const auto whole = closing_ ? Result<Reply>(own.back()) : receive_dot();
  if (!whole) return fail(whole.error());
  own.resize(recipients_.size(), *whole);
  std::size_t next = 0;
  for (RecipientResult& recipient : recipients_) {
    if (!recipient.rcpt->ok()) continue;
    const Reply& reply = own[next++];
    recipient.final = reply.ok() ? *whole : reply;
  }
  stops_at(Stage::dot);
  return {};
}

}  // namespace smtp
