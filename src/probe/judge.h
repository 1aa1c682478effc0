// All checks of the table that apply, over facts that are there. Asks nobody.
#pragma once

#include "probe/result.h"
#include "probe/wish.h"

namespace probe {

// Adds findings to the domain, each host and each address; those that are there already stay, and
// what the wish does not want is left out.
void judge(TargetResult& result, const Wish& wish);

}  // namespace probe
