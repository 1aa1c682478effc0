#include "smtp/transaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "smtp/content_writer.h"
#include "smtp/envelope.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;

// Recipients of one pipelined group. Their replies must fit the socket buffers, or both sides could
// wait for the other to read (RFC 2920 section 3.1).
constexpr std::size_t kMostInGroup = 100;

class Transaction {
 public:
  Transaction(Connection& connection, Transcript& transcript, const Plan& plan, Outcome& outcome,
              std::span<RecipientResult> recipients, const Message& message)
      : connection_(connection),
        transcript_(transcript),
        plan_(plan),
        outcome_(outcome),
        recipients_(recipients),
        message_(message),
        writer_(connection, transcript, message) {}

  Result<void> run(bool pipelined);
  bool over() const { return closing_ || outcome_.stopped; }
  // Leaves nothing of a transaction that ended before its content.
  Result<void> reset();

 private:
  Result<void> one_by_one();
  Result<void> in_groups();
  Result<void> receive_mail();
  Result<void> receive_rcpt(RecipientResult& recipient);
  Result<void> receive_data();
  Result<void> receive_envelope(std::span<RecipientResult> group, bool with_mail);
  Result<void> take_back_data();
  Result<void> receive_for_nobody();
  Result<void> content();
  Result<void> content_in_chunks(bool pipelined, bool envelope_is_due);
  Result<bool> receive_chunk();
  Result<void> receive_final();
  Result<void> receive_each();
  Result<Reply> receive_dot();
  void settle_all(const Reply& reply);
  int replies_to_content() const;

  bool any_accepted() const;
  bool all_refused() const;
  void close_if_421(const Reply& reply);
  void refuses(Stage stage);
  bool stops_at(Stage stage);
  void count_content();

  Connection& connection_;
  Transcript& transcript_;
  const Plan& plan_;
  Outcome& outcome_;
  std::span<RecipientResult> recipients_;
  const Message& message_;
  ContentWriter writer_;
  bool closing_ = false;
};

bool Transaction::any_accepted() const {
  return std::ranges::any_of(recipients_, [](const RecipientResult& recipient) {
    return recipient.rcpt && recipient.rcpt->ok();
  });
}

bool Transaction::all_refused() const {
  return std::ranges::all_of(recipients_, [](const RecipientResult& recipient) {
    return recipient.rcpt && !recipient.rcpt->ok();
  });
}

// 421 ends the session wherever it comes (RFC 5321 section 3.8): nothing more is sent.
void Transaction::close_if_421(const Reply& reply) {
  if (reply.code == 421) closing_ = true;
}

void Transaction::refuses(Stage stage) {
  if (outcome_.refused_at == Stage::none) outcome_.refused_at = stage;
}

bool Transaction::stops_at(Stage stage) {
  const Stop& stop = plan_.stop;
  if (stop.stage != stage) return false;
  if (stop.how != Stop::How::quit_after && stop.how != Stop::How::drop_after) return false;
  outcome_.stopped = true;
  return true;
}

Result<void> Transaction::receive_mail() {
  auto reply = connection_.receive(Stage::mail);
  if (!reply) return fail(reply.error());
  close_if_421(*reply);
  if (!reply->ok()) refuses(Stage::mail);
  outcome_.mail = std::move(*reply);
  return {};
}

// 251 (will forward) and 252 (cannot verify, will try) are acceptances like 250.
Result<void> Transaction::receive_rcpt(RecipientResult& recipient) {
  auto reply = connection_.receive(Stage::rcpt);
  if (!reply) return fail(reply.error());
  close_if_421(*reply);
  recipient.rcpt = std::move(*reply);
  if (closing_ || all_refused()) refuses(Stage::rcpt);
  return {};
}

Result<void> Transaction::receive_data() {
  auto reply = connection_.receive(Stage::data);
  if (!reply) return fail(reply.error());
  close_if_421(*reply);
  if (reply->code != 354) refuses(Stage::data);
  outcome_.data = std::move(*reply);
  return {};
}

Result<void> Transaction::one_by_one() {
  const auto line = mail_command(plan_, message_, outcome_.extensions);
  if (auto sent = connection_.send(Stage::mail, line); !sent) return sent;
  if (auto got = receive_mail(); !got) return got;
  if (!outcome_.mail->ok() || over() || stops_at(Stage::mail)) return {};
  for (RecipientResult& recipient : recipients_) {
    const auto rcpt = rcpt_command(plan_, recipient.path);
    if (auto sent = connection_.send(Stage::rcpt, rcpt); !sent) return sent;
    if (auto got = receive_rcpt(recipient); !got) return got;
    if (over()) return {};
  }
  if (stops_at(Stage::rcpt) || !any_accepted()) return {};
  if (plan_.chunking) return content_in_chunks(false, false);
  if (auto sent = connection_.send(Stage::data, "DATA"); !sent) return sent;
  if (auto got = receive_data(); !got) return got;
  if (outcome_.data->code != 354 || over() || stops_at(Stage::data)) return {};
  return content();
}

Result<void> Transaction::receive_envelope(std::span<RecipientResult> group, bool with_mail) {
  if (with_mail)
    if (auto got = receive_mail(); !got) return got;
  for (RecipientResult& recipient : group)
    if (!closing_)
      if (auto got = receive_rcpt(recipient); !got) return got;
  return {};
}

Result<void> Transaction::in_groups() {
  const Stop& stop = plan_.stop;
  const bool stops = stop.how == Stop::How::quit_after || stop.how == Stop::How::drop_after;
  const bool only_mail = stops && stop.stage == Stage::mail;
  const bool to_content = !only_mail && !(stops && stop.stage == Stage::rcpt);
  const bool chunked = plan_.chunking && to_content && !(stops && stop.stage == Stage::data);
  const auto line = mail_command(plan_, message_, outcome_.extensions);
  if (auto queued = connection_.queue(Stage::mail, line); !queued) return queued;
  const std::size_t count = only_mail ? 0 : recipients_.size();
  for (std::size_t first = 0, next = 0; !over() && (first == 0 || first < count); first = next) {
    next = std::max<std::size_t>(std::min(first + kMostInGroup, count), 1);
    const auto group = recipients_.subspan(first, std::min(next, count) - first);
    const bool last = next >= count;
    for (const RecipientResult& recipient : group)
      if (auto queued = connection_.queue(Stage::rcpt, rcpt_command(plan_, recipient.path));
          !queued)
        return queued;
    if (last && chunked && first == 0) return content_in_chunks(true, true);
    if (last && to_content && !plan_.chunking)
      if (auto queued = connection_.queue(Stage::data, "DATA"); !queued) return queued;
    if (auto sent = connection_.flush(); !sent) return sent;
    if (auto got = receive_envelope(group, first == 0); !got) return got;
    if (last && to_content && !plan_.chunking && !closing_)
      if (auto got = receive_data(); !got) return got;
  }
  if (stops_at(Stage::mail) || stops_at(Stage::rcpt) || over()) return {};
  if (plan_.chunking)
    return outcome_.mail->ok() && any_accepted() ? content_in_chunks(true, false) : Result<void>();
  if (!outcome_.data || outcome_.data->code != 354 || stops_at(Stage::data)) return {};
  return outcome_.mail->ok() && any_accepted() ? content() : take_back_data();
}

// A lone dot is for "no valid recipients" only: to a server that took one it may end an empty
// message. Closing takes DATA back there (and no QUIT, which would be content).
Result<void> Transaction::take_back_data() {
  if (any_accepted()) {
    transcript_.note(
        "MAIL was refused, yet a recipient and DATA were accepted: closing without a dot");
    connection_.close();
    return {};
  }
  transcript_.note("nobody was accepted, yet DATA was: a lone dot ends it (RFC 2920)");
  if (connection_.end_content(".\r\n", {}, 1)) return receive_for_nobody();
  closing_ = true;
  return {};
}

// Nobody was accepted, so nothing was delivered: that stands, whatever becomes of this reply.
Result<void> Transaction::receive_for_nobody() {
  if (!connection_.receive(Stage::data)) closing_ = true;
  return {};
}

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
  const auto sent = writer_.send_dotted(declared, replies_to_content());
  count_content();
  if (sent) return receive_final();
  const auto& said = connection_.final_word();
  if (!said || (plan_.lmtp && sent.error().stage == Stage::dot)) return sent;
  settle_all(*said);
  return {};
}

// The reply to a chunk that is not the last. A refused one is the end of the message: what is in
// flight behind it is refused too (RFC 3030 section 2).
Result<bool> Transaction::receive_chunk() {
  auto reply = connection_.receive(Stage::data);
  if (!reply) return fail(reply.error());
  close_if_421(*reply);
  const bool ok = reply->ok();
  if (!ok) refuses(Stage::data);
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
  if (outcome_.mail->ok() && any_accepted() && outcome_.refused_at != Stage::data)
    return receive_final();
  return receive_for_nobody();
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

// The last reply is about the message as a whole: refused there, it is delivered to nobody.
Result<void> Transaction::receive_each() {
  for (RecipientResult& recipient : recipients_) {
    if (!recipient.rcpt->ok()) continue;
    auto reply = receive_dot();
    if (!reply) return fail(reply.error());
    recipient.final = std::move(*reply);
    if (closing_) return {};
  }
  const auto whole = receive_dot();
  if (!whole) return fail(whole.error());
  for (RecipientResult& recipient : recipients_)
    if (recipient.final && recipient.final->ok()) recipient.final = *whole;
  stops_at(Stage::dot);
  return {};
}

Result<void> Transaction::reset() {
  const bool ended = std::ranges::any_of(
      recipients_, [](const RecipientResult& recipient) { return recipient.final.has_value(); });
  if (ended) return {};
  if (auto sent = connection_.send(Stage::rset, "RSET"); !sent) return sent;
  const auto reply = connection_.receive(Stage::rset);
  if (!reply) return fail(reply.error());
  close_if_421(*reply);
  return {};
}

Result<void> Transaction::run(bool pipelined) {
  auto result = pipelined ? in_groups() : one_by_one();
  if (closing_) connection_.close();
  return result;
}

}  // namespace

Result<void> run_transaction(Connection& connection, Transcript& transcript, const Plan& plan,
                             Outcome& outcome) {
  const bool pipelined = plan.pipeline && outcome.extensions.has("PIPELINING");
  if (plan.pipeline && !pipelined)
    transcript.note("the server does not offer PIPELINING; sending one command at a time");
  auto& all = outcome.recipients;
  for (std::size_t first = 0, count = 0; first == 0 || first < all.size(); first += count) {
    auto message = plan.compose(outcome.extensions);
    if (!message) return fail(message.error());
    if (auto good = check_offers(plan, *message, outcome); !good) return good;
    count = recipients_in_one(outcome.extensions, all, first);
    if (count < all.size() && message->read_once)
      return fail(ErrorKind::unsupported, Stage::mail,
                  "the server takes fewer recipients at a time (LIMITS), and a message from "
                  "standard input can be sent only once");
    Transaction one(connection, transcript, plan, outcome, std::span(all).subspan(first, count),
                    *message);
    if (auto done = one.run(pipelined); !done) return done;
    if (one.over() || connection.closed() || first + count >= all.size()) return {};
    if (auto clear = one.reset(); !clear) return clear;
  }
  return {};
}

}  // namespace smtp
