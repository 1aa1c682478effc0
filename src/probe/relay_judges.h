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

// The replies to many envelopes, counted.
class RelayTally {
 public:
  void add(const std::string& envelope, const smtp::Reply& reply);

  std::size_t asked() const { return asked_; }

  // Of `forms` envelopes; `lost` says why fewer were asked.
  Judgements judge(std::size_t forms, bool takes_anybody, const std::string& lost) const;

 private:
  std::size_t asked_ = 0, taken_ = 0, put_off_ = 0, beside_ = 0;
  std::string first_taken_;
  std::optional<Judgement> first_beside_;  // the first that is refused for another reason
};

}  // namespace probe
