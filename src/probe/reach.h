// Whether the first look at an address came as far as what the user asked for.
#pragma once

#include <vector>

#include "probe/check.h"
#include "probe/facts.h"
#include "probe/wish.h"

namespace probe {

// Unknown where a test that has an option of its own, or what --only and --skip leave over, lies
// beyond the place at which the conversation ended: else what ended it would be passed over with
// the check that tells it, and all would look well. `to_the_end`: it did not end early.
std::vector<Finding> judge_reach(const AddressFacts& facts, const Wish& wish, bool to_the_end);

// The same of a host to which no address is known, where nobody wants to hear whether it has one.
std::vector<Finding> judge_reach(const HostFacts& host, const Wish& wish);

}  // namespace probe
