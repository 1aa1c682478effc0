// What a judge gets to see.
#pragma once

#include "probe/facts.h"
#include "probe/result.h"
#include "probe/wish.h"

namespace probe {

struct AddressScene {
  const AddressFacts& address;
  const HostFacts& host;
  const DomainFacts* domain;  // null: the host was named itself
  const Wish& wish;
};

struct HostScene {
  const HostResult& host;  // with the facts of its addresses
  const DomainFacts* domain;
  const Wish& wish;
};

struct DomainScene {
  const DomainFacts& domain;
  const Wish& wish;
};

}  // namespace probe
