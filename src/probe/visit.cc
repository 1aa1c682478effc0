#include "probe/visit.h"

#include <algorithm>
#include <utility>

#include "probe/call.h"
#include "probe/examination.h"
#include "probe/reach.h"

namespace probe {
namespace {

using base::ErrorKind;

// For a second look that only tells what kind of server it is.
constexpr base::Duration kGlance{5000};

// Who says nothing, or hangs up without a word, may speak TLS and wait for us; a broken handshake
// may be plaintext.
bool may_speak_otherwise(const Place& place, const AddressFacts& facts) {
  if (!facts.error) return false;
  if (place.tls_first) return facts.error->stage == base::Stage::tls;
  return facts.error->stage == base::Stage::greeting && facts.heard == 0;
}

// A record of TLS came in place of the greeting.
bool spoke_tls(const Place& place, const AddressFacts& facts) {
  return !place.tls_first && facts.lost_at(base::Stage::greeting) &&
         facts.error->kind == ErrorKind::tls;
}

// What `wish.max_time` leaves after `taken`.
base::Duration left_of(const Wish& wish, base::Duration taken) {
  const bool endless = wish.max_time == base::Duration::zero();
  return endless ? kGlance : std::min(wish.max_time - taken, kGlance);
}

void look_otherwise(net::Dialer& dialer, const Place& place, Wish wish, AddressFacts& seen) {
  const base::Duration left = left_of(wish, seen.times.total);
  if (left <= base::Duration::zero()) return;
  wish.max_time = left;
  Place other = place;
  other.tls_first = !place.tls_first;
  Call call(dialer, other, wish);
  if (call.connect(seen.address)) {
    const bool ready = other.tls_first ? call.handshake() : call.greet();
    seen.other_way = ready || call.facts().greeting;
  }
  seen.times.total += call.finish().times.total;
}

void keep_names(AddressFacts& seen, AddressFacts& known) {
  seen.shown = std::move(known.shown);
  seen.names = std::move(known.names);
  seen.lists = std::move(known.lists);
}

}  // namespace

void visit(net::Dialer& dialer, const HostFacts& host, const Wish& wish, AddressResult& result,
           const smtp::Transcript::Listener& listener) {
  const net::Address address = result.facts.address;
  Call call(dialer, host.place, wish, listener);
  const bool to_the_end = call.prepare(address);
  AddressFacts seen = call.finish();
  keep_names(seen, result.facts);
  if (spoke_tls(host.place, seen))
    seen.other_way = true;
  else if (may_speak_otherwise(host.place, seen))
    look_otherwise(dialer, host.place, wish, seen);
  result.facts = std::move(seen);
  result.findings = judge_reach(result.facts, wish, to_the_end);
  if (!to_the_end) return;
  const Subject subject{dialer, host, result.facts, wish, listener};
  for (const Examination& examination : examinations())
    if (examination.applies(subject))
      std::ranges::move(examination.examine(subject), std::back_inserter(result.findings));
}

}  // namespace probe
