// A look at one address: the first conversation, what it takes to name a fault that it met, and the
// examinations that were asked for.
#pragma once

#include "net/dialer.h"
#include "probe/facts.h"
#include "probe/result.h"
#include "probe/wish.h"
#include "smtp/transcript.h"

namespace probe {

// Fills the facts of `result` (what the DNS told of it stays) and adds the findings of the
// examinations. For several addresses at a time: no call shares anything with another. The look
// takes wish.max_time at most, and each conversation of an examination the same.
void visit(net::Dialer& dialer, const HostFacts& host, const Wish& wish, AddressResult& result,
           const smtp::Transcript::Listener& listener = {});

}  // namespace probe
