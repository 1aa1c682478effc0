#include "smtp/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <memory>
#include <utility>

#include "smtp/envelope.h"
#include "smtp/transaction.h"

namespace smtp {
namespace {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;

auto ended_before(Stage stage) {
  return fail(ErrorKind::lost, stage,
              fmt::format("the connection ended with a message before; the message {}",
                          stage == Stage::dot ? "may have been delivered" : "was not delivered"));
}

// One letter on its way.
struct Flight {
  Letter letter;
  Outcome outcome;
  Message message;
  std::optional<Transaction> transaction;
};
using FlightPtr = std::unique_ptr<Flight>;

class Sender {
 public:
  Sender(Connection& connection, Transcript& transcript, Plan plan, const Series& series)
      : connection_(connection), transcript_(transcript), plan_(std::move(plan)), series_(series) {}

  Outcome run();

 private:
  enum class Way { alone, chained, in_flight };

  FlightPtr take();
  FlightPtr unused();
  Way way_of(const Flight& flight) const;
  void conclude(FlightPtr flight, const Result<void>& sent);
  bool is_clear_again(bool ended);
  bool reset();

  // Each sends the letter, and those behind it that go the same way; false when the connection is
  // of no more use.
  bool send_alone(FlightPtr flight);
  bool send_chained(FlightPtr flight);
  bool send_in_flight(FlightPtr flight);
  FlightPtr queue_next(Way way);
  bool hold_more(std::size_t most);
  bool land_oldest();

  Connection& connection_;
  Transcript& transcript_;
  Plan plan_;
  const Series& series_;
  Outcome session_;
  std::uint64_t left_ = std::numeric_limits<std::uint64_t>::max();  // letters: MAILMAX
  bool overlaps_ = false;
  bool is_clear_ = true;  // no transaction may be left of those that were in flight
  FlightPtr waiting_;     // taken, and to go another way than those on their way
  std::deque<FlightPtr> flights_;
  std::vector<FlightPtr> unused_;
};

FlightPtr Sender::unused() {
  if (unused_.empty()) {
    auto flight = std::make_unique<Flight>();
    flight->outcome.extensions = session_.extensions;
    flight->outcome.tls = session_.tls;
    return flight;
  }
  FlightPtr flight = std::move(unused_.back());
  unused_.pop_back();
  Outcome fresh;
  fresh.extensions = std::move(flight->outcome.extensions);
  fresh.tls = std::move(flight->outcome.tls);
  fresh.recipients = std::move(flight->outcome.recipients);
  fresh.recipients.clear();
  flight->outcome = std::move(fresh);
  return flight;
}

// The next letter, composed; one that cannot be made has had its outcome.
FlightPtr Sender::take() {
  if (waiting_) return std::move(waiting_);
  while (left_ > 0) {
    auto letter = series_.next();
    if (!letter) return nullptr;
    --left_;
    FlightPtr flight = unused();
    flight->letter = std::move(*letter);
    for (const Path& path : flight->letter.recipients)
      flight->outcome.recipients.push_back({path, {}, {}});
    plan_.recipients = flight->letter.recipients;
    auto message = flight->letter.compose(session_.extensions);
    auto good = message ? check_offers(plan_, *message, flight->outcome) : fail(message.error());
    if (!good) {
      conclude(std::move(flight), good);
      continue;
    }
    flight->message = std::move(*message);
    flight->transaction.emplace(connection_, transcript_, plan_, flight->outcome,
                                flight->outcome.recipients, flight->message);
    return flight;
  }
  return nullptr;
}

// A message that brings its own dot cannot be told apart from what stands behind it, and the
// replies by PRDR and to chunks of LMTP are as many as the recipients that were accepted.
Sender::Way Sender::way_of(const Flight& flight) const {
  const auto& recipients = flight.outcome.recipients;
  const bool whole = flight.transaction->fits_one_group() &&
                     recipients_in_one(session_.extensions, recipients, 0) == recipients.size();
  if (!overlaps_ || !whole || flight.message.raw || plan_.prdr) return Way::alone;
  if (!plan_.chunking) return Way::chained;
  const bool small = flight.message.size && *flight.message.size < Connection::kHeld &&
                     *flight.message.size <= plan_.chunk_size;
  return small && !plan_.lmtp ? Way::in_flight : Way::alone;
}

void Sender::conclude(FlightPtr flight, const Result<void>& sent) {
  if (!sent) flight->outcome.error = sent.error();
  series_.done(flight->letter, flight->outcome);
  flight->transaction.reset();
  flight->message = {};
  unused_.push_back(std::move(flight));
}

bool Sender::is_clear_again(bool ended) {
  if (connection_.lost() || connection_.closed()) return false;
  return ended || reset();
}

bool Sender::reset() {
  if (!connection_.send(Stage::rset, "RSET")) return false;
  const auto reply = connection_.receive(Stage::rset);
  return reply && reply->ok();
}

bool Sender::send_alone(FlightPtr flight) {
  plan_.recipients = flight->letter.recipients;
  plan_.compose = flight->letter.compose;
  Outcome& outcome = flight->outcome;
  const auto sent = run_transaction(connection_, transcript_, plan_, outcome);
  // A message that could not be read to its end: what is said now would be content, or be taken for
  // the answer to what is still due.
  if (!sent && !connection_.idle()) connection_.close();
  conclude(std::move(flight), sent ? Result<void>() : fail(sent.error()));
  return is_clear_again(sent.value_or(false));
}

// The next letter, its envelope queued; nothing when there is none that goes this way.
FlightPtr Sender::queue_next(Way way) {
  FlightPtr next = take();
  if (next && way_of(*next) != way) waiting_ = std::move(next);
  if (!next) return nullptr;
  if (auto queued = next->transaction->queue_envelope(); !queued) {
    conclude(std::move(next), queued);
    return nullptr;
  }
  return next;
}

// RFC 2920 section 3.1: the end of a message may stand ahead of the next one's envelope in a group.
bool Sender::send_chained(FlightPtr flight) {
  auto sent = flight->transaction->queue_envelope();
  if (sent) sent = connection_.flush();
  while (sent) {
    const auto due = flight->transaction->open();
    if (!due || !*due) {
      if (!due) sent = fail(due.error());
      break;
    }
    FlightPtr next = queue_next(Way::chained);
    sent = flight->transaction->content();
    if (!sent && !connection_.lost()) connection_.close();  // in the middle of the content
    conclude(std::move(flight), sent);
    if (!next) return !connection_.lost() && !connection_.closed();
    flight = std::move(next);
    if (!sent || connection_.closed()) sent = ended_before(Stage::mail);
  }
  conclude(std::move(flight), sent);
  return is_clear_again(false);
}

// False when no more letters go this way.
bool Sender::hold_more(std::size_t most) {
  while (flights_.size() < most && connection_.held() < Connection::kHeld) {
    FlightPtr next = take();
    if (!next) return false;
    if (way_of(*next) != Way::in_flight) {
      waiting_ = std::move(next);
      return false;
    }
    const bool needs_reset = !flights_.empty() || !is_clear_;
    if (auto held = next->transaction->hold_whole(needs_reset); held)
      flights_.push_back(std::move(next));
    else
      conclude(std::move(next), held);
    if (connection_.lost()) return false;
  }
  return true;
}

// True when it was accepted.
bool Sender::land_oldest() {
  FlightPtr flight = std::move(flights_.front());
  flights_.pop_front();
  const auto ended =
      connection_.closed() ? ended_before(Stage::dot) : flight->transaction->finish_whole();
  is_clear_ = ended && flight->transaction->ended();
  const bool accepted = ended && flight->outcome.delivered_to_all();
  conclude(std::move(flight), ended);
  return accepted;
}

bool Sender::send_in_flight(FlightPtr flight) {
  waiting_ = std::move(flight);
  std::size_t most = 1;
  for (bool more = true; more || !flights_.empty();) {
    more = more && hold_more(most);
    (void)connection_.release(Stage::dot);  // an Error meets the letters where they land
    const std::size_t enough = more ? most / 2 : 0;
    bool landed = false, all_accepted = true;
    for (; flights_.size() > enough; landed = true) all_accepted = land_oldest() && all_accepted;
    if (landed) most = all_accepted ? kMostInFlight : 1;
    if (most == 1)
      while (!flights_.empty()) land_oldest();
    more = more && !connection_.lost() && !connection_.closed();
  }
  return is_clear_again(std::exchange(is_clear_, true));
}

Outcome Sender::run() {
  bool going = prepare_session(connection_, transcript_, plan_, session_);
  left_ = limit(session_.extensions, "MAILMAX").value_or(left_);
  overlaps_ = series_.ahead && plan_.pipeline && session_.extensions.has("PIPELINING");
  while (going) {
    FlightPtr flight = take();
    if (!flight) break;
    switch (way_of(*flight)) {
      case Way::alone:
        going = send_alone(std::move(flight));
        break;
      case Way::chained:
        going = send_chained(std::move(flight));
        break;
      case Way::in_flight:
        going = send_in_flight(std::move(flight));
        break;
    }
  }
  if (waiting_) conclude(std::move(waiting_), ended_before(Stage::mail));
  connection_.quit();
  return std::move(session_);
}

}  // namespace

Outcome converse_in_series(Connection& connection, Transcript& transcript, Plan plan,
                           const Series& series) {
  return Sender(connection, transcript, std::move(plan), series).run();
}

}  // namespace smtp
