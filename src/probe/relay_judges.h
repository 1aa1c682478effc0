// What replies to foreign recipients mean. Pure.
//
// Nothing is learnt of relaying from a server that takes anybody, as it decides behind RCPT; from
// one that refuses this client or this sender, as it would for any recipient; nor where it is the
// recipient's domain that takes no mail: it may relay to any other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "probe/check.h"
#include "smtp/reply.h"

namespace probe {

// Of the one envelope that a user named: "<a@x> to <b@y>".
Judgements judge_relay(const std::string& envelope, const smtp::Reply& reply, bool takes_anybody);

// What the reply to nobody() at a domain tells: that mail for it is the server's to take. Refusals
// that are about something else leave it open, and count as yes.
bool owns_domain(const smtp::Reply& reply);

// The replies to many envelopes, counted.
class RelayTally {
 public:
  // `alien`: the form assumes a domain of the server's own, and what it names is none.
  void add(const std::string& envelope, const smtp::Reply& reply, bool alien = false);

  std::size_t asked() const { return asked_; }

  // Of `forms` envelopes; `lost` says why fewer were asked. `own`: the domain that was tried as the
  // server's own.
  Judgements judge(std::size_t forms, bool takes_anybody, const std::string& own,
                   const std::string& lost) const;

 private:
  std::size_t asked_ = 0, taken_ = 0, put_off_ = 0, beside_ = 0, alien_ = 0;
  std::string first_taken_;
  std::optional<Judgement> first_beside_;  // the first that is refused for another reason
};

}  // namespace probe
