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
  Result<void> sent;  // or why it could not be, or did not go out
  Message message;
  std::uint64_t allowed = 0;  // transactions, when it was taken
  std::optional<Transaction> transaction;
};
using FlightPtr = std::unique_ptr<Flight>;

class Sender {
 public:
  Sender(Connection& connection, Transcript& transcript, Plan plan, const Series& series)
      : connection_(connection), transcript_(transcript), plan_(std::move(plan)), series_(series) {}

  Outcome run();

 private:
  enum class Way { nowhere, alone, chained, in_flight };

  FlightPtr take();
  void pay_for(Flight& flight);
  FlightPtr unused();
  Way way_of(const Flight& flight) const;
  void conclude(FlightPtr flight);
  bool can_go_on() const { return !connection_.lost() && !connection_.closed(); }
  bool is_clear_again(bool ended);
  bool reset();

  // Each sends the letter, and those behind it that go the same way; false when the connection is
  // of no more use.
  bool send_alone(FlightPtr flight);
  bool send_chained(FlightPtr flight);
  bool send_in_flight(FlightPtr flight);
  FlightPtr queue_next(Way way);
  bool hold_more(std::size_t most);
  void release(std::size_t held_from);
  void finish(Flight& flight);
  bool land_oldest();

  Connection& connection_;
  Transcript& transcript_;
  Plan plan_;
  const Series& series_;
  Outcome session_;
  std::uint64_t left_ = std::numeric_limits<std::uint64_t>::max();  // transactions: MAILMAX
  std::uint64_t cost_ = 1;                                          // of the last letter, in them
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

// The next letter, composed, or with the Error that keeps it from being sent.
FlightPtr Sender::take() {
  if (waiting_) return std::move(waiting_);
  if (left_ < cost_) return nullptr;
  auto letter = series_.next();
  if (!letter) return nullptr;
  FlightPtr flight = unused();
  flight->letter = std::move(*letter);
  for (const Path& path : flight->letter.recipients)
    flight->outcome.recipients.push_back({path, {}, {}});
  plan_.recipients = flight->letter.recipients;
  auto message = flight->letter.compose(session_.extensions);
  flight->sent = message ? check_offers(plan_, *message, flight->outcome) : fail(message.error());
  if (!flight->sent) return flight;
  pay_for(*flight);
  flight->message = std::move(*message);
  flight->transaction.emplace(connection_, transcript_, plan_, flight->outcome,
                              flight->outcome.recipients, flight->message);
  return flight;
}

void Sender::pay_for(Flight& flight) {
  const auto& all = flight.outcome.recipients;
  cost_ = 0;
  for (std::size_t first = 0; cost_ == 0 || first < all.size(); ++cost_)
    first += recipients_in_one(session_.extensions, all, first);
  flight.allowed = left_;
  left_ -= std::min(left_, cost_);
}

// A message that brings its own dot cannot be told apart from what stands behind it, and the
// replies by PRDR and to chunks of LMTP are as many as the recipients that were accepted.
Sender::Way Sender::way_of(const Flight& flight) const {
  if (!flight.sent) return Way::nowhere;
  const auto& recipients = flight.outcome.recipients;
  const bool whole = flight.transaction->fits_one_group() &&
                     recipients_in_one(session_.extensions, recipients, 0) == recipients.size();
  if (!overlaps_ || !whole || flight.message.raw || plan_.prdr) return Way::alone;
  if (!plan_.chunking) return Way::chained;
  const bool small = flight.message.size && *flight.message.size < Connection::kHeld &&
                     *flight.message.size <= plan_.chunk_size;
  return small && !plan_.lmtp ? Way::in_flight : Way::alone;
}

void Sender::conclude(FlightPtr flight) {
  if (!flight->sent) flight->outcome.error = flight->sent.error();
  series_.done(flight->letter, flight->outcome);
  flight->transaction.reset();
  flight->message = {};
  unused_.push_back(std::move(flight));
}

bool Sender::is_clear_again(bool ended) { return can_go_on() && (ended || reset()); }

bool Sender::reset() {
  if (!connection_.send(Stage::rset, "RSET")) return false;
  const auto reply = connection_.receive(Stage::rset);
  return reply && reply->ok();
}

bool Sender::send_alone(FlightPtr flight) {
  plan_.recipients = flight->letter.recipients;
  plan_.compose = flight->letter.compose;
  flight->transaction.reset();
  const auto sent =
      run_transaction(connection_, transcript_, plan_, flight->outcome,
                      std::exchange(flight->allowed, 0), std::exchange(flight->message, {}));
  // A message that could not be read to its end: what is said now would be content, or be taken for
  // the answer to what is still due.
  if (!sent && !connection_.idle()) connection_.close();
  if (!sent) flight->sent = fail(sent.error());
  conclude(std::move(flight));
  return is_clear_again(sent.value_or(false));
}

// The next letter, its envelope queued; nothing when there is none that goes this way.
FlightPtr Sender::queue_next(Way way) {
  FlightPtr next = take();
  if (!next) return nullptr;
  if (way_of(*next) == way) {
    next->sent = next->transaction->queue_envelope();
    if (next->sent) return next;
  }
  waiting_ = std::move(next);
  return nullptr;
}

// RFC 2920 section 3.1: the end of a message may stand ahead of the next one's envelope in a group.
bool Sender::send_chained(FlightPtr flight) {
  flight->sent = flight->transaction->queue_envelope();
  if (flight->sent) flight->sent = connection_.flush();
  while (flight->sent) {
    const auto due = flight->transaction->open();
    if (!due) flight->sent = fail(due.error());
    if (!due || !*due) break;
    FlightPtr next = queue_next(Way::chained);
    flight->sent = flight->transaction->content();
    // In the middle of the content.
    if (!flight->sent && !connection_.lost()) connection_.close();
    conclude(std::move(flight));
    if (!next) return can_go_on();
    flight = std::move(next);
    if (!can_go_on()) flight->sent = ended_before(Stage::mail);
  }
  conclude(std::move(flight));
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
    next->sent = next->transaction->hold_whole(needs_reset);
    if (!next->sent) {
      waiting_ = std::move(next);
      return false;
    }
    flights_.push_back(std::move(next));
  }
  return true;
}

// What of them is out and not answered nobody knows; of what is not out it is known.
void Sender::release(std::size_t held_from) {
  const auto released = connection_.release(Stage::dot);
  if (released || released.error().stage == Stage::dot) return;
  for (std::size_t i = held_from; i < flights_.size(); ++i) flights_[i]->sent = released;
}

void Sender::finish(Flight& flight) {
  if (!flight.sent) return;
  flight.sent =
      connection_.closed() ? ended_before(Stage::dot) : flight.transaction->finish_whole();
}

// True when it was accepted.
bool Sender::land_oldest() {
  FlightPtr flight = std::move(flights_.front());
  flights_.pop_front();
  finish(*flight);
  is_clear_ = flight->sent && flight->transaction->ended();
  const bool accepted = flight->sent && flight->outcome.delivered_to_all();
  conclude(std::move(flight));
  return accepted;
}

bool Sender::send_in_flight(FlightPtr flight) {
  waiting_ = std::move(flight);
  std::size_t most = 1;
  for (bool more = true; more || !flights_.empty();) {
    const std::size_t on_their_way = flights_.size();
    more = more && hold_more(most);
    release(on_their_way);
    const std::size_t enough = more ? most / 2 : 0;
    bool landed = false, all_accepted = true;
    for (; flights_.size() > enough; landed = true) all_accepted = land_oldest() && all_accepted;
    if (landed) most = all_accepted ? kMostInFlight : 1;
    if (most == 1)
      while (!flights_.empty()) land_oldest();
    more = more && can_go_on();
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
      case Way::nowhere:
        conclude(std::move(flight));
        going = can_go_on();
        break;
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
  if (waiting_) {
    if (waiting_->sent) waiting_->sent = ended_before(Stage::mail);
    conclude(std::move(waiting_));
  }
  connection_.quit();
  return std::move(session_);
}

}  // namespace

Outcome converse_in_series(Connection& connection, Transcript& transcript, Plan plan,
                           const Series& series) {
  return Sender(connection, transcript, std::move(plan), series).run();
}

}  // namespace smtp
