#include "smtp/transaction.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "smtp/dot.h"

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
  Transaction(Connection& connection, Transcript& transcript, const Plan& plan, Outcome& outcome)
      : connection_(connection), transcript_(transcript), plan_(plan), outcome_(outcome) {}

  Result<void> run();

 private:
  Result<void> one_by_one();
  Result<void> in_groups();
  Result<void> receive_mail();
  Result<void> receive_rcpt(RecipientResult& recipient);
  Result<void> receive_data();
  Result<void> content();
  Result<void> receive_final();
  Result<void> send_content();
  void refuse_all(const Reply& reply);
  Result<void> write_message();

  std::string mail_command() const;
  std::string rcpt_command(const RecipientResult& recipient) const;
  bool declares_8bit() const;
  bool any_accepted() const;
  bool all_refused() const;
  void close_if_421(const Reply& reply);
  bool over() const { return closing_ || outcome_.stopped; }
  bool refuses(Stage stage);
  bool stops_at(Stage stage);

  Connection& connection_;
  Transcript& transcript_;
  const Plan& plan_;
  Outcome& outcome_;
  Message message_;
  DotEncoder encoder_;
  bool closing_ = false;
  bool eight_bit_ = false;  // was written to a server that had not been told
};

std::string Transaction::mail_command() const {
  return fmt::format("MAIL FROM:{}{}{}", plan_.sender.in_angles(),
                     declares_8bit() ? " BODY=8BITMIME" : "",
                     needs_smtputf8(plan_) ? " SMTPUTF8" : "");
}

bool Transaction::declares_8bit() const {
  return !message_.seven_bit && outcome_.extensions.has("8BITMIME");
}

std::string Transaction::rcpt_command(const RecipientResult& recipient) const {
  return fmt::format("RCPT TO:{}", recipient.path.in_angles());
}

bool Transaction::any_accepted() const {
  return std::ranges::any_of(outcome_.recipients, [](const RecipientResult& recipient) {
    return recipient.rcpt && recipient.rcpt->ok();
  });
}

bool Transaction::all_refused() const {
  return std::ranges::all_of(outcome_.recipients, [](const RecipientResult& recipient) {
    return recipient.rcpt && !recipient.rcpt->ok();
  });
}

// 421 ends the session wherever it comes (RFC 5321 section 3.8): nothing more is sent.
void Transaction::close_if_421(const Reply& reply) {
  if (reply.code == 421) closing_ = true;
}

bool Transaction::refuses(Stage stage) {
  if (outcome_.refused_at == Stage::none) outcome_.refused_at = stage;
  return true;
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
  if (auto sent = connection_.send(Stage::mail, mail_command()); !sent) return sent;
  if (auto got = receive_mail(); !got) return got;
  if (!outcome_.mail->ok() || over() || stops_at(Stage::mail)) return {};
  for (RecipientResult& recipient : outcome_.recipients) {
    if (auto sent = connection_.send(Stage::rcpt, rcpt_command(recipient)); !sent) return sent;
    if (auto got = receive_rcpt(recipient); !got) return got;
    if (over()) return {};
  }
  if (stops_at(Stage::rcpt) || !any_accepted()) return {};
  if (auto sent = connection_.send(Stage::data, "DATA"); !sent) return sent;
  if (auto got = receive_data(); !got) return got;
  if (outcome_.data->code != 354 || over() || stops_at(Stage::data)) return {};
  return content();
}

Result<void> Transaction::in_groups() {
  const Stop& stop = plan_.stop;
  const bool stops = stop.how == Stop::How::quit_after || stop.how == Stop::How::drop_after;
  const bool only_mail = stops && stop.stage == Stage::mail;
  const bool with_data = !only_mail && !(stops && stop.stage == Stage::rcpt);

  if (auto queued = connection_.queue(Stage::mail, mail_command()); !queued) return queued;
  auto next = outcome_.recipients.begin();
  const auto end = only_mail ? next : outcome_.recipients.end();
  for (bool first = true, last = false; !last && !over(); first = false) {
    const auto group =
        next + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(kMostInGroup), end - next);
    last = group == end;
    for (auto it = next; it != group; ++it)
      if (auto queued = connection_.queue(Stage::rcpt, rcpt_command(*it)); !queued) return queued;
    if (last && with_data)
      if (auto queued = connection_.queue(Stage::data, "DATA"); !queued) return queued;
    if (auto sent = connection_.flush(); !sent) return sent;

    if (first)
      if (auto got = receive_mail(); !got) return got;
    for (; next != group && !closing_; ++next)
      if (auto got = receive_rcpt(*next); !got) return got;
    if (last && with_data && !closing_)
      if (auto got = receive_data(); !got) return got;
  }
  if (stops_at(Stage::mail) || stops_at(Stage::rcpt) || over()) return {};
  if (!outcome_.data || outcome_.data->code != 354 || stops_at(Stage::data)) return {};
  if (outcome_.mail->ok() && any_accepted()) return content();

  // A lone dot is for "no valid recipients" only: to a server that took one it may end an empty
  // message. Closing takes DATA back there (and no QUIT, which would be content).
  if (any_accepted()) {
    transcript_.note(
        "MAIL was refused, yet a recipient and DATA were accepted: closing without a dot");
    connection_.close();
    return {};
  }
  transcript_.note("nobody was accepted, yet DATA was: a lone dot ends it (RFC 2920)");
  if (auto ended = connection_.end_content(".\r\n", {}, 1); !ended) return ended;
  if (const auto reply = connection_.receive(Stage::dot); !reply) return fail(reply.error());
  return {};
}

Result<void> Transaction::write_message() {
  const bool may_surprise = !message_.seven_bit && !declares_8bit();
  for (;;) {
    const auto piece = message_.content();
    if (!piece) return fail(piece.error());
    if (piece->empty()) return {};
    const std::string_view wire = message_.raw ? *piece : encoder_.encode(*piece);
    if (message_.raw) outcome_.content_bytes += wire.size();
    if (may_surprise && !eight_bit_) eight_bit_ = !base::is_ascii(wire);
    if (auto written = connection_.write_content(wire); !written) return written;
  }
}

Result<void> Transaction::send_content() {
  if (auto written = write_message(); !written) return written;
  if (eight_bit_)
    transcript_.warn(
        "the message holds 8-bit characters, and the server does not offer 8BITMIME (RFC 6152): "
        "they may be refused or damaged");
  const std::string_view end = message_.raw ? std::string_view() : encoder_.finish();
  if (!message_.raw) outcome_.content_bytes = encoder_.bytes();
  outcome_.content_lines = encoder_.lines();
  const event::ContentEnd told{message_.file, outcome_.content_lines, outcome_.content_bytes};
  const auto accepted = std::ranges::count_if(
      outcome_.recipients, [](const auto& recipient) { return recipient.rcpt->ok(); });
  const int replies = plan_.lmtp ? static_cast<int>(accepted) : 1;
  return connection_.end_content(end, told, replies);
}

void Transaction::refuse_all(const Reply& reply) {
  for (RecipientResult& recipient : outcome_.recipients)
    if (recipient.rcpt->ok()) recipient.final = reply;
  refuses(Stage::message);
}

// A server that refuses in the middle of the message and closes has refused it: "try again" would
// be the wrong advice for a 552. Behind the dot by LMTP it has spoken for one recipient only.
Result<void> Transaction::content() {
  const auto sent = send_content();
  if (sent) return receive_final();
  const auto& said = connection_.final_word();
  if (!said || (plan_.lmtp && sent.error().stage == Stage::dot)) return sent;
  refuse_all(*said);
  return {};
}

// By SMTP one reply speaks for all accepted recipients; by LMTP each has its own, in their order
// (RFC 2033 section 4.2).
Result<void> Transaction::receive_final() {
  std::optional<Reply> common;
  for (RecipientResult& recipient : outcome_.recipients) {
    if (!recipient.rcpt->ok()) continue;
    if (!common || plan_.lmtp) {
      auto reply = connection_.receive(Stage::dot);
      if (!reply) return fail(reply.error());
      close_if_421(*reply);
      common = std::move(*reply);
      if (!common->ok()) refuses(Stage::dot);
    }
    recipient.final = common;
  }
  stops_at(Stage::dot);
  return {};
}

Result<void> Transaction::run() {
  if (needs_smtputf8(plan_) && !outcome_.extensions.has("SMTPUTF8"))
    return fail(ErrorKind::unsupported, Stage::mail,
                "an address has letters outside ASCII before its @, and the server does not offer "
                "SMTPUTF8 (RFC 6531)");
  auto message = plan_.compose(outcome_.extensions);
  if (!message) return fail(message.error());
  message_ = std::move(*message);
  const bool pipelined = plan_.pipeline && outcome_.extensions.has("PIPELINING");
  if (plan_.pipeline && !pipelined)
    transcript_.note("the server does not offer PIPELINING; sending one command at a time");
  auto result = pipelined ? in_groups() : one_by_one();
  if (closing_) connection_.close();
  return result;
}

}  // namespace

bool needs_smtputf8(const Plan& plan) {
  return !base::is_ascii(plan.sender.address()) ||
         std::ranges::any_of(plan.recipients,
                             [](const Path& path) { return !base::is_ascii(path.address()); });
}

Result<void> run_transaction(Connection& connection, Transcript& transcript, const Plan& plan,
                             Outcome& outcome) {
  return Transaction(connection, transcript, plan, outcome).run();
}

}  // namespace smtp
