#include "smtp/transaction.h"

#include <fmt/format.h>

#include <algorithm>

#include "smtp/envelope.h"

namespace smtp {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;

namespace {

base::Error beyond_limits(std::size_t recipients) {
  return {ErrorKind::lost, Stage::mail,
          fmt::format("the server takes no more messages over one connection (LIMITS), and {} "
                      "recipient{} left: send it to them again",
                      recipients, recipients == 1 ? " is" : "s are")};
}

// A part of the message is with the server.
base::Error of_the_rest(base::Error error) {
  error.text += " to the others";
  return error;
}

}  // namespace

Transaction::Transaction(Connection& connection, Transcript& transcript, const Plan& plan,
                         Outcome& outcome, std::span<RecipientResult> recipients,
                         const Message& message)
    : connection_(connection),
      transcript_(transcript),
      plan_(plan),
      outcome_(outcome),
      recipients_(recipients),
      message_(message),
      writer_(connection, transcript, message) {}

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

Result<void> Transaction::queue_rcpts(std::span<const RecipientResult> group) {
  for (const RecipientResult& recipient : group)
    if (auto queued = connection_.queue(Stage::rcpt, rcpt_command(plan_, recipient.path)); !queued)
      return queued;
  return {};
}

Result<void> Transaction::queue_envelope() {
  const auto line = mail_command(plan_, message_, outcome_.extensions);
  if (auto queued = connection_.queue(Stage::mail, line); !queued) return queued;
  if (auto queued = queue_rcpts(recipients_); !queued) return queued;
  return connection_.queue(Stage::data, "DATA");
}

Result<bool> Transaction::open() {
  if (auto got = receive_envelope(recipients_, true); !got) return fail(got.error());
  if (!closing_)
    if (auto got = receive_data(); !got) return fail(got.error());
  if (closing_) connection_.close();
  return over() ? false : content_is_due();
}

// DATA was sent before it was known whether anybody is accepted.
Result<bool> Transaction::content_is_due() {
  if (!outcome_.data || outcome_.data->code != 354 || stops_at(Stage::data)) return false;
  if (outcome_.mail->ok() && any_accepted()) return true;
  if (auto taken = take_back_data(); !taken) return fail(taken.error());
  return false;
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
    if (auto queued = queue_rcpts(group); !queued) return queued;
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
  const auto due = content_is_due();
  if (!due) return fail(due.error());
  return *due ? content() : Result<void>();
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
  connection_.forget_end();
  if (!connection_.receive(Stage::data)) closing_ = true;
  return {};
}

bool Transaction::ended() const {
  return std::ranges::any_of(recipients_, [this](const RecipientResult& recipient) {
    return recipient.final && (!plan_.chunking || recipient.final->ok());
  });
}

Result<void> Transaction::reset() {
  if (ended()) return {};
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

Result<bool> run_transaction(Connection& connection, Transcript& transcript, const Plan& plan,
                             Outcome& outcome, std::uint64_t most,
                             std::optional<Message> composed) {
  const bool pipelined = plan.pipeline && outcome.extensions.has("PIPELINING");
  if (plan.pipeline && !pipelined)
    transcript.note("the server does not offer PIPELINING; sending one command at a time");
  auto& all = outcome.recipients;
  for (std::size_t first = 0, count = 0, begun = 0; first == 0 || first < all.size();
       first += count, ++begun) {
    if (begun == most) return fail(beyond_limits(all.size() - first));
    auto message = composed ? std::move(*composed) : plan.compose(outcome.extensions);
    composed.reset();
    if (!message) return fail(message.error());
    if (auto good = check_offers(plan, *message, outcome); !good) return fail(good.error());
    count = recipients_in_one(outcome.extensions, all, first);
    if (count < all.size() && message->read_once)
      return fail(ErrorKind::unsupported, Stage::mail,
                  "the server takes fewer recipients at a time (LIMITS), and a message from "
                  "standard input can be sent only once");
    Transaction one(connection, transcript, plan, outcome, std::span(all).subspan(first, count),
                    *message);
    if (auto done = one.run(pipelined); !done)
      return fail(connection.tells_fate() && outcome.delivered_in_part() ? of_the_rest(done.error())
                                                                         : done.error());
    if (one.over() || connection.closed() || first + count >= all.size()) return one.ended();
    if (auto clear = one.reset(); !clear) return fail(clear.error());
  }
  return true;
}

}  // namespace smtp
